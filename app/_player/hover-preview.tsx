import { findSprite, type SpriteCue } from "#app/_queries/sprite-cues.ts";
import { formatTimestamp } from "#lib/time.ts";

/** What is seen at a moment, above the overview: a small picture, where there is one, with its time. */
export function HoverPreview(props: { cues: SpriteCue[]; seconds: number; durationSeconds: number }) {
  const { cues, seconds, durationSeconds } = props;
  const sprite = findSprite(cues, seconds);
  const part = durationSeconds > 0 ? seconds / durationSeconds : 0;
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 z-10">
      <div className="absolute inset-y-0 w-px bg-muted" style={{ left: `${part * 100}%` }} />
      <div
        className="absolute bottom-full mb-1 flex flex-col items-center overflow-hidden rounded bg-raised text-xs shadow-lg"
        // Moves with the pointer and stays within the overview: at its left end flush left, at its right flush right.
        style={{ left: `${part * 100}%`, transform: `translateX(${part * -100}%)` }}
      >
        {sprite ? (
          <div
            style={{
              width: sprite.width,
              height: sprite.height,
              backgroundImage: `url("${sprite.sheetUrl}")`,
              backgroundPosition: `-${sprite.x}px -${sprite.y}px`,
            }}
          />
        ) : null}
        <span className="time px-1.5 py-0.5">{formatTimestamp(seconds)}</span>
      </div>
    </div>
  );
}
