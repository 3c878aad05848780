"use client";
import { Check, CircleDashed, ListChecks, Scissors, X } from "lucide-react";
import { useMay } from "#app/_access/may.client.tsx";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { formatDuration } from "#lib/time.ts";
import { describeTally, tallyOf } from "./model.ts";

type Props = {
  items: readonly Highlight[];
  backHref: string;
  onCut: (highlightIds: string[]) => void;
  onUndecided: () => void;
  onAgain: () => void;
};

/** The end of a review: what was decided, and what to do with it. */
export function ReviewSummary({ items, backHref, onCut, onUndecided, onAgain }: Props) {
  const mayCut = useMay("POST /api/v1/vods/[id]/cuts");
  const tally = tallyOf(items);
  const kept = items.filter((one) => one.reviewState === "approved");
  const toCut = kept.filter((one) => !["queued", "cutting", "ready"].includes(one.cutState));
  const cutCount = kept.length - toCut.length;
  const seconds = kept.reduce((sum, one) => sum + one.endSeconds - one.startSeconds, 0);
  return (
    <section aria-label="Summary" className="m-auto grid w-full max-w-md gap-6 text-center">
      <div>
        <h2 className="text-2xl font-semibold tracking-tight">{describeTally(tally)}</h2>
        <p className="mt-1 text-muted">
          {kept.length > 0 ? `${formatDuration(seconds)} kept together` : "Nothing kept yet"}
          {cutCount > 0 ? `, ${countOf(cutCount, "clips")} cut or on the way` : ""}
        </p>
      </div>
      <dl className="grid grid-cols-3 gap-2">
        {[
          { word: "Kept", count: tally.kept, icon: Check, tone: "text-good bg-good-soft" },
          { word: "Rejected", count: tally.rejected, icon: X, tone: "text-bad bg-bad-soft" },
          { word: "Undecided", count: tally.undecided, icon: CircleDashed, tone: "text-muted bg-raised" },
        ].map(({ word, count, icon: Icon, tone }) => (
          <div key={word} className={`grid justify-items-center gap-1 rounded-2xl p-4 ${tone}`}>
            <Icon aria-hidden className="size-5" />
            <dd className="order-1 text-2xl font-semibold tabular-nums">{count}</dd>
            <dt className="order-2 text-sm">{word}</dt>
          </div>
        ))}
      </dl>
      <div className="grid gap-2">
        {toCut.length > 0 && mayCut ? (
          <Button look="primary" className="h-14 text-lg" onClick={() => onCut(toCut.map((one) => one.id))}>
            <Scissors aria-hidden className="size-5" /> Cut the {toCut.length} kept
          </Button>
        ) : null}
        {tally.undecided > 0 ? (
          <Button className="h-12" onClick={onUndecided}>
            <ListChecks aria-hidden className="size-5" /> Go to the {tally.undecided} undecided
          </Button>
        ) : (
          <Button className="h-12" onClick={onAgain}>
            Look through them again
          </Button>
        )}
        <ButtonLink look="quiet" className="h-12" href={backHref}>
          Back to the list
        </ButtonLink>
      </div>
    </section>
  );
}
