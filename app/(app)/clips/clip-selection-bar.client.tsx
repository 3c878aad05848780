"use client";
import { Download, RefreshCw, Trash2, X } from "lucide-react";
import { toast } from "sonner";
import {
  type Clip,
  type ClipFilters,
  type ClipGroup,
  clipUrls,
  isOfShape,
  useRetryClips,
} from "#app/_queries/clips.ts";
import { useTrashWithWords } from "#app/_queries/use-trash-with-words.ts";
import { Button } from "#app/_ui/button.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import { mostArchived } from "#lib/clips/model.ts";
import { formatBytes } from "#lib/time.ts";
import { wantsCutAgain } from "./cut-again.client.tsx";

type Props = {
  selected: ClipGroup[];
  filters: ClipFilters;
  canEdit: boolean;
  /** Of what is loaded. */
  total: number;
  onAll: () => void;
  onClear: () => void;
};

/** What to do with the chosen highlights' clips, in all shapes that are filtered by; there while any is chosen. */
export function ClipSelectionBar({ selected, filters, canEdit, total, onAll, onClear }: Props) {
  const { trashMany, isPending } = useTrashWithWords();
  const retry = useRetryClips();
  if (selected.length === 0) return null;
  const clipsOf = (group: ClipGroup) => group.clips.filter((clip) => isOfShape(clip, filters));
  const clips = selected.flatMap(clipsOf);
  const ready = clips.filter((clip) => clip.playable);
  const old = selected.flatMap((group) => (group.sourceState === "ready" ? clipsOf(group).filter(wantsCutAgain) : []));
  const idle = clips.filter((clip) => clip.state !== "queued" && clip.state !== "cutting");
  const sizeBytes = ready.reduce((sum, clip) => sum + (clip.sizeBytes ?? 0), 0);
  const cutAgain = () =>
    retry.mutate(
      old.map((clip) => clip.clipVodId),
      {
        onSuccess: ({ askedCount, refusals }) => {
          if (askedCount > 0) toast.success(`${countOf(askedCount, "clips")} being cut again`);
          for (const refusal of new Set(refusals)) toast.warning(refusal);
        },
      },
    );
  return (
    <section
      aria-label="Selection"
      data-selection-bar
      className="fixed inset-x-3 bottom-[calc(var(--bottom-bar)+0.75rem)] z-30 mx-auto flex max-w-3xl flex-wrap items-center gap-x-3 gap-y-2 rounded-2xl border border-line-strong bg-surface p-3 shadow-2xl"
    >
      <Button look="quiet" size="icon" onClick={onClear} aria-label="Clear selection">
        <X aria-hidden className="size-4" />
      </Button>
      <p aria-live="polite" className="text-sm">
        <span className="font-medium">{selected.length} selected</span>{" "}
        <span className="text-muted">
          {countOf(clips.length, "files")}, <span className="time">{formatBytes(sizeBytes)}</span>
        </span>
      </p>
      <div className="ml-auto flex flex-wrap gap-2">
        {selected.length < total ? (
          <Button size="small" look="quiet" onClick={onAll}>
            Select all
          </Button>
        ) : null}
        {canEdit && old.length > 0 ? (
          <Button size="small" onClick={cutAgain} disabled={retry.isPending}>
            <RefreshCw aria-hidden className="size-4" /> Cut {old.length} again
          </Button>
        ) : null}
        {ready.length > 0 ? (
          <Button size="small" onClick={() => download(ready)}>
            <Download aria-hidden className="size-4" /> Download {ready.length}
          </Button>
        ) : null}
        {canEdit ? (
          <Button
            size="small"
            look="danger"
            disabled={isPending || idle.length === 0}
            onClick={() =>
              trashMany(
                idle.map((clip) => clip.clipVodId),
                `${countOf(idle.length, "clips")} ${idle.length === 1 ? "is" : "are"}`,
                { onDone: onClear },
              )
            }
          >
            <Trash2 aria-hidden className="size-4" /> Trash
          </Button>
        ) : null}
      </div>
    </section>
  );
}

/** Browsers take one download after the other and ask once whether more than one is wanted. */
const betweenDownloadsMs = 400;

/** One clip as it is; several as one archive, or as many as their addresses have room for. */
function download(clips: Clip[]): void {
  const ids = clips.map((clip) => clip.clipVodId);
  const [only, ...others] = ids;
  const archiveCount = Math.ceil(ids.length / mostArchived);
  const archives = Array.from({ length: archiveCount }, (_, n) =>
    clipUrls.archive(ids.slice(n * mostArchived, (n + 1) * mostArchived)),
  );
  const addresses = only !== undefined && others.length === 0 ? [clipUrls.download(only)] : archives;
  for (const [n, href] of addresses.entries()) {
    setTimeout(() => {
      const link = document.createElement("a");
      link.href = href;
      link.download = "";
      link.click();
    }, n * betweenDownloadsMs);
  }
}
