import { useId } from "react";

type Words<Value extends string> = Record<Value, { label: string; hint: string }>;

/** One of a few, each with a line that says what it does. `isCompact`: small ones, as many beside each other as fit. */
export function Choices<Value extends string>(props: {
  legend: string;
  value: Value;
  words: Words<Value>;
  onChange: (value: Value) => void;
  isCompact?: boolean;
}) {
  const group = useId();
  const entries = Object.entries(props.words) as [Value, Words<Value>[Value]][];
  const { isCompact = false } = props;
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{props.legend}</legend>
      <div className={isCompact ? "grid grid-cols-2 gap-1.5 sm:grid-cols-3" : "grid grid-cols-1 gap-2 sm:grid-cols-2"}>
        {entries.map(([value, { label, hint }]) => (
          <label
            key={value}
            className={`flex cursor-pointer gap-2.5 rounded-lg border has-focus-visible:outline-2 ${isCompact ? "p-2" : "p-2.5"} ${value === props.value ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong"}`}
          >
            <input
              type="radio"
              name={group}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
              className={isCompact ? "sr-only" : "mt-1 size-4 shrink-0 accent-accent"}
            />
            <span className="min-w-0">
              <span className={`block font-medium ${isCompact ? "text-sm" : ""}`}>{label}</span>
              <span className={`block text-muted ${isCompact ? "text-xs leading-snug" : "text-sm"}`}>{hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A yes or no. */
export function Check(props: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="flex items-center gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={(event) => props.onChange(event.target.checked)}
        className="size-4.5 shrink-0 accent-accent"
      />
      {props.label}
    </label>
  );
}
