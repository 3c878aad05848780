"use client";
import { RotateCcw, Undo2 } from "lucide-react";
import { toast } from "sonner";
import { useSaveCaptions } from "#app/_queries/captions.ts";
import { useClips, useRetryClips } from "#app/_queries/clips.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { ProblemError } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { countOf } from "#app/_ui/job-words.ts";
import type { CaptionLine, CaptionsView } from "#lib/clips/captions/model.ts";
import type { CaptionDraft } from "./use-caption-draft.ts";

type Props = {
  highlight: Highlight;
  draft: CaptionDraft;
  view: CaptionsView;
  refetch: () => Promise<CaptionsView | undefined>;
};

/** Whether there is something to save, the ways back, and what of the highlight's clips is older than the text. */
export function SaveBar({ highlight, draft, view, refetch }: Props) {
  const saving = useSaveCaptions(highlight.id);
  const takeSaved = async () => {
    const saved = await refetch();
    if (saved) draft.take(saved);
  };
  const save = (lines: CaptionLine[] | null) =>
    saving.mutate(
      { lines, version: draft.version },
      {
        onSuccess: async ({ version }) => {
          if (lines === null) await takeSaved();
          else draft.settle(version);
          toast.success(lines === null ? "The transcript's text counts again." : "Captions saved.");
        },
        onError: (error) => toast.error("The captions weren't saved", { description: error.message, duration: 10_000 }),
      },
    );
  const isConflict =
    (!saving.isPending && draft.isOvertaken) || (saving.error instanceof ProblemError && saving.error.status === 409);
  const wrongCount = draft.problems.filter((problem) => problem !== null).length;
  return (
    <div className="mb-3 grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <p role="status" className="mr-auto text-sm text-muted">
          {wrongCount > 0
            ? `${countOf(wrongCount, "lines")} to put right`
            : draft.isChanged
              ? "Not saved yet"
              : view.isEdited
                ? "Your own text"
                : "The transcript's text"}
        </p>
        <Button look="quiet" size="icon" disabled={!draft.canUndo} onClick={draft.undo} aria-label="Undo" title="Undo">
          <Undo2 aria-hidden className="size-4" />
        </Button>
        {view.isEdited ? (
          <Button look="quiet" size="small" disabled={saving.isPending} onClick={() => save(null)}>
            <RotateCcw aria-hidden className="size-4" /> Take the transcript's
          </Button>
        ) : null}
        <Button
          look="primary"
          size="small"
          disabled={!draft.isChanged || !draft.isValid || saving.isPending}
          onClick={() => save(draft.lines.map(({ key: _, ...line }) => line))}
        >
          {saving.isPending ? "Saving …" : "Save"}
        </Button>
      </div>
      {isConflict ? (
        <div role="alert" className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
          <p className="min-w-48 flex-1">Someone else saved other captions meanwhile. Yours are not saved.</p>
          <Button size="small" onClick={takeSaved}>
            Load theirs
          </Button>
        </div>
      ) : null}
      <OldClips highlight={highlight} />
    </div>
  );
}

function OldClips({ highlight }: { highlight: Highlight }) {
  const { data: clips } = useClips(highlight.vodId);
  const retry = useRetryClips();
  const old = (clips ?? []).filter(
    (clip) =>
      clip.highlightId === highlight.id &&
      clip.state === "stale" &&
      clip.render !== null &&
      clip.render.captions !== "off",
  );
  if (old.length === 0) return null;
  const again = () =>
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
    <div className="flex flex-wrap items-center gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
      <p className="min-w-48 flex-1">
        {countOf(old.length, "clips")} {old.length === 1 ? "shows" : "show"} older captions.
      </p>
      <Button size="small" onClick={again} disabled={retry.isPending}>
        Cut again
      </Button>
    </div>
  );
}
