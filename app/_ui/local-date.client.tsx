"use client";

/** A date in the reader's own language and time zone, which only their browser knows. */
export function LocalDate({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} className="time" suppressHydrationWarning>
      {new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}
    </time>
  );
}
