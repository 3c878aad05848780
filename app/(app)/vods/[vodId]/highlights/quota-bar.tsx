type Props = {
  label: string;
  before: number;
  after: number;
  max: number;
  format: (amount: number) => string;
};

/** A limit of the plan: what is used of it, and what will be. */
export function QuotaBar({ label, before, after, max, format }: Props) {
  const scale = Math.max(max, before, after, 1);
  const kept = Math.min(before, after);
  const isFull = after >= max;
  const text = `${format(after)} of ${format(max)}`;
  return (
    <div>
      <p className="mb-1 flex justify-between gap-3 text-sm">
        <span className="text-muted">{label}</span>
        <span className={`time font-medium ${isFull ? "text-warn" : ""}`}>{text}</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a <meter> can't be drawn in parts */}
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(after, max)}
        aria-valuetext={`${text}, now ${format(before)}`}
        className="flex h-2 overflow-hidden rounded-full bg-raised"
      >
        <div className="bg-line-strong" style={{ width: `${(kept / scale) * 100}%` }} />
        <div
          className={after > before ? (isFull ? "bg-warn" : "bg-accent") : ""}
          style={{ width: `${(Math.max(0, after - before) / scale) * 100}%` }}
        />
      </div>
    </div>
  );
}
