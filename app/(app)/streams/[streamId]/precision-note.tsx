import type { Precision } from "#lib/highlights/model.ts";

/** How many of the best suggestions were right so far; nothing before the first was judged. */
export function PrecisionNote({ precision }: { precision: Precision[] }) {
  const judged = precision.filter((one) => one.precision !== null);
  if (judged.length === 0) return null;
  return (
    <p
      className="mt-3 text-sm text-muted"
      title="Approved, trimmed and cut highlights were right; rejected ones weren't."
    >
      Right so far:{" "}
      {judged.map(({ n, judged: count, right, precision: share }, i) => (
        <span key={n}>
          {i > 0 ? "; " : ""}
          <span className="time font-medium text-ink">{Math.round((share ?? 0) * 100)} %</span> of the best {n} ({right}{" "}
          of {count} judged)
        </span>
      ))}
      .
    </p>
  );
}
