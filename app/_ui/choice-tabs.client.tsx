"use client";
import { ToggleGroup } from "radix-ui";

type Choice = { value: string; label: string; count?: number | undefined };

/** One of a few views of a list, with how much is in each. One tab stop; arrows move in it. */
export function ChoiceTabs(props: {
  label: string;
  choices: Choice[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value}
      // Pressing the chosen one again doesn't choose nothing.
      onValueChange={(value) => value && props.onChange(value)}
      className="mb-4 flex flex-wrap gap-1"
    >
      {props.choices.map(({ value, label, count }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="inline-flex h-9 items-center gap-1.5 rounded-lg border border-transparent px-3 text-sm font-medium text-muted hover:bg-raised hover:text-ink data-[state=on]:border-line-strong data-[state=on]:bg-raised data-[state=on]:text-ink"
        >
          {label}
          {count === undefined ? null : <span className="time text-muted">{count.toLocaleString("en-US")}</span>}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
