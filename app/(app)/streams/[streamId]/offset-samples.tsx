import { vodUrls } from "#app/_queries/vods.ts";
import { countOf } from "#app/_ui/job-words.ts";
import { Poster } from "#app/_ui/poster.client.tsx";
import type { OffsetPreview } from "#lib/signals/model.ts";
import { formatTimestamp } from "#lib/time.ts";

/** Telling rows of a file beside the picture they would be over. */
export function OffsetSamples({ preview, rows }: { preview: OffsetPreview; rows: string }) {
  const { counts, samples, vodId, durationSeconds } = preview;
  const outside = [
    counts.before > 0 ? `${counts.before.toLocaleString("en-US")} before its start` : "",
    counts.after > 0 ? `${counts.after.toLocaleString("en-US")} after its end` : "",
  ].filter(Boolean);
  const isWithin = (seconds: number) => seconds >= 0 && (durationSeconds === null || seconds < durationSeconds);
  return (
    <>
      <p className="text-sm" role="status">
        {countOf(counts.within, rows)} within the video
        {outside.length > 0 ? <span className="text-warn">, {outside.join(", ")}</span> : null}.
      </p>
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2" aria-label="What would be where">
        {samples.map((one) => (
          <li key={`${one.nowSeconds}:${one.text}`} className="flex gap-3 rounded-xl border border-line p-2">
            <Poster
              className="w-32 shrink-0 self-start"
              alt=""
              src={vodId && isWithin(one.thenSeconds) ? vodUrls.frameAt(vodId, one.thenSeconds, 240) : null}
            />
            <div className="min-w-0 text-sm">
              <p className="time">
                {one.thenSeconds === one.nowSeconds ? null : (
                  <span className="text-muted line-through">{formatTimestamp(one.nowSeconds)}</span>
                )}{" "}
                {formatTimestamp(one.thenSeconds)}
                {isWithin(one.thenSeconds) ? null : <span className="text-warn"> outside</span>}
              </p>
              <p className="line-clamp-2 break-words">
                <bdi>{one.text}</bdi>
              </p>
              <p className="text-xs text-muted">{one.note}</p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
