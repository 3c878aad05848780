import { type Column, DataTable } from "#app/_ui/data-table.tsx";
import { formatBounds } from "#app/_ui/highlight-words.ts";
import type { DetectionChange, DetectionDiff, UntouchedHighlight } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";

const words: Record<DetectionChange["kind"], { label: string; tone: string }> = {
  moved: { label: "moved", tone: "text-ink" },
  added: { label: "new", tone: "text-good" },
  gone: { label: "gone", tone: "text-warn" },
};
const reasons: Record<UntouchedHighlight["because"], string> = {
  cut: "cut",
  approved: "approved",
  rejected: "rejected",
  trimmed: "trimmed",
  manual: "made by hand",
};

/** A stretch as far as it is known: runs of before kept starts alone. */
function stretch(startSeconds: number | null, endSeconds: number | null | undefined): string {
  if (startSeconds === null) return "–";
  return endSeconds == null ? formatTimestamp(startSeconds) : formatBounds({ startSeconds, endSeconds });
}

const signed = (seconds: number) => `${seconds < 0 ? "−" : "+"}${Math.abs(seconds).toFixed(1)} s`;

/** How far start and end went: `start +1.2 s, end −0.4 s`. */
function shift({ kind, fromSeconds, toSeconds, fromEndSeconds, toEndSeconds }: DetectionChange): string {
  if (kind !== "moved" || fromSeconds === null || toSeconds === null) return "";
  const moves: [string, number][] = [["start", toSeconds - fromSeconds]];
  if (fromEndSeconds != null && toEndSeconds != null) moves.push(["end", toEndSeconds - fromEndSeconds]);
  return moves
    .filter(([, by]) => Math.abs(by) >= 0.05)
    .map(([name, by]) => `${name} ${signed(by)}`)
    .join(", ");
}

const columns: Column<DetectionChange>[] = [
  { title: "Change", cell: ({ kind }) => <span className={words[kind].tone}>{words[kind].label}</span> },
  { title: "Before", cell: (one) => <span className="time">{stretch(one.fromSeconds, one.fromEndSeconds)}</span> },
  { title: "After", cell: (one) => <span className="time">{stretch(one.toSeconds, one.toEndSeconds)}</span> },
  { title: "Moved by", cell: (one) => <span className="time text-muted">{shift(one)}</span> },
];

/** What a run changed against the highlights before it; nothing for a first run. */
export function DetectionDiffNote({ diff }: { diff: DetectionDiff }) {
  const { kept, moved, added, gone, changes = [], untouched = [] } = diff;
  if (kept + moved + gone + diff.protected === 0) return null;
  const counts = `${kept} kept, ${moved} moved, ${added} new, ${gone} gone${
    diff.protected > 0 ? `, ${diff.protected} left as you had them` : ""
  }`;
  if (changes.length + untouched.length === 0) {
    return <p className="mt-3 text-sm text-muted">Against the search before: {counts}.</p>;
  }
  return (
    <details className="mt-3 text-sm">
      <summary className="cursor-pointer rounded text-muted hover:text-ink">
        Against the search before: {counts}
      </summary>
      <div className="mt-3 grid gap-4">
        {changes.length > 0 ? (
          <DataTable
            label="What changed"
            rows={changes}
            rowKey={(one) => `${one.kind}:${one.fromSeconds}:${one.toSeconds}`}
            empty=""
            columns={columns}
          />
        ) : null}
        {untouched.length > 0 ? (
          <div>
            <h3 className="mb-1.5 font-medium">Left as you had them</h3>
            <ul className="grid gap-x-8 gap-y-1 sm:grid-cols-2 lg:grid-cols-3" aria-label="Left as you had them">
              {untouched.map((one) => (
                <li key={`${one.startSeconds}:${one.because}`} className="text-muted">
                  <span className="time text-ink">{formatBounds(one)}</span> {reasons[one.because]}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </details>
  );
}
