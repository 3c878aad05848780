"use client";
import { Scissors } from "lucide-react";
import { useState } from "react";
import type { Highlight } from "#app/_queries/highlights.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { formatDuration } from "#lib/time.ts";

const isCut = (one: Highlight) => ["ready", "queued", "cutting"].includes(one.cutState);

/** Cuts every highlight, after saying how many and how long they are. */
export function CutAllDialog(props: { highlights: Highlight[]; onCut: () => void; isBusy: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const open = props.highlights.filter((one) => one.reviewState !== "rejected" && !isCut(one));
  const refused = open.filter((one) => one.isClipable === false);
  const wanted = open.filter((one) => one.isClipable !== false);
  const seconds = wanted.reduce((sum, one) => sum + one.endSeconds - one.startSeconds, 0);
  const trigger = (
    <Button look="primary" disabled={props.highlights.length === 0}>
      <Scissors aria-hidden className="size-4" /> Cut all clips
    </Button>
  );
  const confirm = () => {
    setOpen(false);
    props.onCut();
  };
  return (
    <Dialog open={isOpen} onOpenChange={setOpen} trigger={trigger} title="Cut all clips">
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5">
        <dt className="text-muted">To cut now</dt>
        <dd className="time text-right font-medium">{countOf(wanted.length, "clips")}</dd>
        <dt className="text-muted">Length together</dt>
        <dd className="time text-right font-medium">{formatDuration(seconds)}</dd>
        <dt className="text-muted">Cut already</dt>
        <dd className="time text-right">{props.highlights.filter(isCut).length}</dd>
        {refused.length > 0 ? (
          <>
            <dt className="text-muted">Left out, judged not to be a clip</dt>
            <dd className="time text-right">{refused.length}</dd>
          </>
        ) : null}
      </dl>
      <div className="mt-5 flex justify-end gap-2">
        <Button look="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
        <Button look="primary" onClick={confirm} disabled={props.isBusy || wanted.length === 0}>
          {wanted.length === 0 ? "Nothing left to cut" : `Cut ${countOf(wanted.length, "clips")}`}
        </Button>
      </div>
    </Dialog>
  );
}
