import type { ComponentProps, ReactNode } from "react";

export const inputClasses =
  "h-10 w-full rounded-lg border border-line-strong bg-canvas px-3 text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad";

/** A labelled control with a hint and its error. The control takes `id`, `aria-describedby` and `aria-invalid`. */
export function Field(props: {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | null;
  children: ReactNode;
}) {
  return (
    <div>
      <label htmlFor={props.id} className="mb-1.5 block text-sm font-medium">
        {props.label}
      </label>
      {props.children}
      {props.error ? (
        <p id={`${props.id}-note`} role="alert" className="mt-1.5 text-sm text-bad">
          {props.error}
        </p>
      ) : props.hint ? (
        <p id={`${props.id}-note`} className="mt-1.5 text-sm text-muted">
          {props.hint}
        </p>
      ) : null}
    </div>
  );
}

/** A labelled line of text. */
export function TextField(
  props: Omit<ComponentProps<"input">, "id"> & { id: string; label: string; hint?: ReactNode; error?: string | null },
) {
  const { label, hint, error, ...input } = props;
  return (
    <Field id={input.id} label={label} hint={hint} error={error}>
      <input
        {...input}
        className={inputClasses}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${input.id}-note` : undefined}
      />
    </Field>
  );
}
