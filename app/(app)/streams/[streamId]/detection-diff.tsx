import type { DetectionChange, DetectionDiff } from "#lib/highlights/model.ts";
import { formatTimestamp } from "#lib/time.ts";

const words: Record<DetectionChange["kind"], { label: string; tone: string }> = {
  moved: { label: "moved", tone: "text-ink" },
  added: { label: "new", tone: "text-good" },
  gone: { label: "gone", tone: "text-warn" },
};

/** What a run changed against the highlights before it; nothing for a first run. */
export function DetectionDiffNote({ diff }: { diff: DetectionDiff }) {
  const { kept, moved, added, gone, changes = [] } = diff;
  if (kept + moved + gone + diff.protected === 0) return null;
  const counts = `${kept} kept, ${moved} moved, ${added} new, ${gone} gone${
    diff.protected > 0 ? `, ${diff.protected} left as you had them` : ""
  }`;
  if (changes.length === 0) return <p className="mt-3 text-sm text-muted">Against the search before: {counts}.</p>;
  return (
    <details className="mt-3 text-sm text-muted">
      <summary className="cursor-pointer">Against the search before: {counts}</summary>
      <ul className="mt-1 grid gap-x-6 gap-y-0.5 sm:grid-cols-2" aria-label="What changed">
        {changes.map(({ kind, fromSeconds, toSeconds }) => (
          <li key={`${kind}:${fromSeconds}:${toSeconds}`}>
            <span className={words[kind].tone}>{words[kind].label}</span>{" "}
            <span className="time">
              {[fromSeconds, toSeconds].flatMap((one) => (one === null ? [] : formatTimestamp(one, 0))).join(" → ")}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
