import { ChevronDown } from "lucide-react";
import { inputClasses } from "./field.tsx";

type Option = { value: string; label: string };

/** One of a list, as a control of a filter bar: what is chosen says what it is about. `usual`: the choice that changes nothing. */
export function Select(props: {
  label: string;
  value: string;
  usual?: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  const { label, value, usual = "", options, onChange } = props;
  return (
    <div className="relative min-w-0">
      <select
        aria-label={label}
        value={options.some((one) => one.value === value) ? value : usual}
        onChange={(event) => onChange(event.target.value)}
        className={`${inputClasses} appearance-none truncate pr-9 text-sm ${value === usual ? "" : "border-accent bg-accent-soft"}`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-surface text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-3 right-3 size-4 text-muted" />
    </div>
  );
}
