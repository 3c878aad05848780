"use client";
import { Captions, Plus, TriangleAlert } from "lucide-react";
import type { Clip } from "#app/_queries/clips.ts";
import { shapeWords } from "#app/_ui/render-words.ts";

type Props = {
  clips: Clip[];
  shown: Clip;
  title: string;
  onShow: (clip: Clip) => void;
  /** Null: no other shape can be made. */
  onMake: (() => void) | null;
};

/** The shapes there are of a highlight's clip, with captions and without: one is looked at, others can be made. */
export function ShapeTabs({ clips, shown, title, onShow, onMake }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of toggles in a card, not a form's fieldset
    <div role="group" aria-label={`Shapes of ${title}`} className="flex flex-wrap gap-1.5">
      {clips.map((clip) => (
        <button
          key={clip.clipVodId}
          type="button"
          aria-pressed={clip.clipVodId === shown.clipVodId}
          onClick={() => onShow(clip)}
          className="inline-flex h-7 items-center gap-1.5 rounded-full border border-line px-2.5 text-xs font-medium text-muted hover:border-line-strong hover:text-ink aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          <Mark clip={clip} />
          {shapeWords[clip.profile]}
          {clip.isCaptioned ? <Captions aria-label="with captions" className="size-3.5" /> : null}
        </button>
      ))}
      {onMake ? (
        <button
          type="button"
          onClick={onMake}
          aria-label={`Make another shape of ${title}`}
          className="inline-flex h-7 items-center gap-1 rounded-full border border-dashed border-line-strong px-2.5 text-xs font-medium text-muted hover:text-ink"
        >
          <Plus aria-hidden className="size-3.5" /> Shape
        </button>
      ) : null}
    </div>
  );
}

function Mark({ clip }: { clip: Clip }) {
  if (clip.state === "ready") return null;
  if (clip.state === "queued" || clip.state === "cutting") {
    return <span role="img" aria-label="being cut" className="size-1.5 animate-pulse rounded-full bg-accent" />;
  }
  const [label, tone] = clip.state === "stale" ? ["out of date", "text-warn"] : ["not made", "text-bad"];
  return <TriangleAlert aria-label={label} className={`size-3.5 ${tone}`} />;
}
