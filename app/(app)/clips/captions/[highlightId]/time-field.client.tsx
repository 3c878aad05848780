"use client";
import { useState } from "react";
import { formatTimestamp, parseTimestamp } from "#lib/time.ts";

/** A moment to type, `h:mm:ss.fff`; what can't be read is not taken, and the field shows what was there. */
export function TimeField(props: {
  label: string;
  ms: number;
  isInvalid: boolean;
  isDisabled: boolean;
  onChange: (ms: number) => void;
}) {
  const { label, ms, isInvalid, isDisabled, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const shown = formatTimestamp(ms / 1000, 2);
  const commit = () => {
    const seconds = typed === null ? null : parseTimestamp(typed);
    setTyped(null);
    if (seconds !== null && typed !== shown) onChange(Math.round(seconds * 1000));
  };
  return (
    <input
      aria-label={label}
      aria-invalid={isInvalid || undefined}
      inputMode="decimal"
      value={typed ?? shown}
      disabled={isDisabled}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => (event.key === "Enter" ? commit() : null)}
      className="time h-8 w-[5.4rem] sm:w-24 rounded-md border border-line bg-canvas px-1.5 text-sm hover:border-line-strong aria-invalid:border-bad"
    />
  );
}
