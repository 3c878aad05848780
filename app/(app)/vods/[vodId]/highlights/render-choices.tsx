import { useId } from "react";

type Words<Value extends string> = Record<Value, { label: string; hint: string }>;

/** One of a few, each with a line that says what it does. */
export function Choices<Value extends string>(props: {
  legend: string;
  value: Value;
  words: Words<Value>;
  onChange: (value: Value) => void;
}) {
  const group = useId();
  const entries = Object.entries(props.words) as [Value, Words<Value>[Value]][];
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{props.legend}</legend>
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {entries.map(([value, { label, hint }]) => (
          <label
            key={value}
            className={`flex cursor-pointer gap-2.5 rounded-lg border p-2.5 has-focus-visible:outline-2 ${value === props.value ? "border-accent bg-accent-soft" : "border-line hover:border-line-strong"}`}
          >
            <input
              type="radio"
              name={group}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium">{label}</span>
              <span className="block text-sm text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
