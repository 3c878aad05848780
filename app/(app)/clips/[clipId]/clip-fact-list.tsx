import type { Clip } from "#app/_queries/clips.ts";
import { formatBounds } from "#app/_ui/highlight-words.ts";
import { describeMaking, profileWords } from "#app/_ui/render-words.ts";
import { describeMeter } from "#lib/clips/model.ts";
import { formatBytes, formatDuration } from "#lib/time.ts";

/** What a clip is, as a list of facts, with what is to be known of its making. */
export function ClipFactList({ clip }: { clip: Clip }) {
  const { label, hint } = profileWords[clip.profile];
  const facts: [string, string | null][] = [
    ["Length", clip.durationMs === null ? null : formatDuration(clip.durationMs / 1000)],
    ["From – to", formatBounds(clip)],
    ["Size", clip.sizeBytes === null ? null : formatBytes(clip.sizeBytes)],
    ["Shape", `${label} (${hint})`],
    ["Made as", describeMaking(clip)],
    ["Frames a second", clip.frameRate === null ? null : clip.frameRate.toFixed(2).replace(/\.?0+$/, "")],
  ];
  return (
    <div className="grid gap-3 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="text-right">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {clip.state === "stale" ? (
        <p className="text-warn">The highlight's trim or its captions were changed after this clip was made.</p>
      ) : null}
      {clip.notes.map((note) => (
        <p key={note} className="break-words text-warn">
          {note}
        </p>
      ))}
      {clip.made?.because ? <p className="text-muted">Encoded whole: {clip.made.because}</p> : null}
      {clip.byteMeter ? (
        <p className="time text-xs whitespace-normal! text-muted">{describeMeter(clip.byteMeter)}</p>
      ) : null}
    </div>
  );
}
