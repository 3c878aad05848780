import type { Highlight } from "#app/_queries/highlights.ts";
import { vodUrls } from "#app/_queries/vods.ts";
import { Badge } from "./badge.tsx";
import { ContributionChips } from "./contribution-chips.client.tsx";
import { cutStates, formatBounds, highlightName } from "./highlight-words.ts";
import { PageLink } from "./page-link.client.tsx";
import { Poster } from "./poster.client.tsx";

/** The frame that stands for a highlight: its peak where known, else its first. */
export const thumbnailTicks = (highlight: Highlight): number =>
  highlight.peakSeconds === null
    ? highlight.startTicks
    : Math.min(
        highlight.endTicks - 1,
        Math.max(highlight.startTicks, Math.round(highlight.peakSeconds * highlight.timescale)),
      );

/** A highlight as a picture with its time, score and reasons; leads to it in the highlights page. */
export function HighlightTile({ highlight }: { highlight: Highlight }) {
  const cut = cutStates[highlight.cutState];
  return (
    <li className="relative overflow-hidden rounded-xl border border-line bg-surface hover:border-line-strong">
      <Poster src={vodUrls.frame(highlight.vodId, thumbnailTicks(highlight))} alt="" className="rounded-none" />
      <div className="p-3">
        <div className="flex items-center gap-2">
          <PageLink
            href={`/vods/${highlight.vodId}/highlights?h=${highlight.id}`}
            className="min-w-0 truncate rounded font-medium after:absolute after:inset-0"
          >
            {highlightName(highlight)}
          </PageLink>
          <span className="ml-auto text-sm whitespace-nowrap text-muted">
            score <span className="time font-medium text-ink">{highlight.score.toFixed(1)}</span>
          </span>
        </div>
        <p className="time mt-0.5 text-sm text-muted">{formatBounds(highlight)}</p>
        <div className="mt-2">
          <ContributionChips
            contributions={highlight.contributions}
            onJump={(seconds) => location.assign(`/vods/${highlight.vodId}?t=${seconds.toFixed(1)}`)}
            vodId={highlight.vodId}
          />
        </div>
        {cut ? (
          <div className="mt-2">
            <Badge tone={cut.tone} live={cut.live}>
              {cut.label}
            </Badge>
          </div>
        ) : null}
      </div>
    </li>
  );
}
