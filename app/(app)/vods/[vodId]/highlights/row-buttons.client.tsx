"use client";
import { Eye, History, Pencil, Scissors, Smartphone, X } from "lucide-react";
import { useMay } from "#app/_access/may.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { highlightName } from "#app/_ui/highlight-words.ts";
import { ReviewButtons } from "./review-buttons.client.tsx";
import type { RowActions } from "./row-actions.ts";

type Props = {
  highlight: Highlight;
  actions: RowActions;
  isBusy: boolean;
  /** Shows the refinement below the row. */
  history: { isOpen: boolean; id: string; onToggle: () => void };
};

/** What one can do with a highlight. */
export function RowButtons({ highlight, actions, isBusy, history }: Props) {
  const { id } = highlight;
  const name = highlightName(highlight);
  const mayTrim = useMay("POST /api/v1/highlights/[id]/trim");
  const mayCut = useMay("POST /api/v1/vods/[id]/cuts");
  const [OpenIcon, openLabel] = mayTrim ? [Pencil, "Trim"] : [Eye, "Look"];
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <ReviewButtons highlight={highlight} onDecide={(decision) => actions.decide(id, decision)} />
      {highlight.origin === "detected" ? (
        <Button
          look="quiet"
          size="small"
          aria-expanded={history.isOpen}
          aria-controls={history.id}
          aria-label={`Refinement of ${name}`}
          title="Refinement"
          onClick={history.onToggle}
        >
          <History aria-hidden className="size-4" />
        </Button>
      ) : null}
      <span className="ml-auto flex gap-1.5">
        <ButtonLink
          href={`/vods/${highlight.vodId}/highlights/${id}`}
          look="quiet"
          size="small"
          aria-label={`${openLabel}: ${name}`}
        >
          <OpenIcon aria-hidden className="size-4" />{" "}
          <span className="max-sm:sr-only group-data-card/row:sr-only">{openLabel}</span>
        </ButtonLink>
        {mayCut ? <CutButtons highlight={highlight} actions={actions} isBusy={isBusy} /> : null}
      </span>
    </div>
  );
}

function CutButtons({ highlight, actions, isBusy }: Omit<Props, "history">) {
  const { id, cutState } = highlight;
  const name = highlightName(highlight);
  const isCutting = cutState === "queued" || cutState === "cutting";
  const label = highlight.isClipable === false ? "Create clip anyway" : cutState === "none" ? "Cut clip" : "Cut again";
  return (
    <>
      <Button
        look="quiet"
        size="small"
        disabled={isBusy}
        onClick={() => actions.cut(id, "vertical-blur")}
        aria-label={`Make a vertical clip: ${name}`}
      >
        <Smartphone aria-hidden className="size-4" />{" "}
        <span className="max-sm:sr-only group-data-card/row:sr-only">Vertical</span>
      </Button>
      {isCutting ? (
        <Button
          size="small"
          disabled={isBusy}
          onClick={() => actions.cancel(id)}
          aria-label={`Cancel the cut: ${name}`}
        >
          <X aria-hidden className="size-4" /> Cancel
        </Button>
      ) : cutState === "ready" ? null : (
        <Button
          size="small"
          disabled={isBusy}
          onClick={() => actions.cut(id, "landscape")}
          aria-label={`${label}: ${name}`}
        >
          <Scissors aria-hidden className="size-4" /> {label}
        </Button>
      )}
    </>
  );
}
