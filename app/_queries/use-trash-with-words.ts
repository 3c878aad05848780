import { toast } from "sonner";
import type { TrashOutcome } from "#lib/clips/trash-vods.ts";
import { usePin, useRestore, useTrash } from "./storage.ts";

const sayRefused = (outcomes: TrashOutcome[]) => {
  for (const outcome of outcomes) if (!outcome.ok) toast.error(outcome.message);
};

const onError = (error: Error) => toast.error(error.message);

/** Moving to the trash and back, pinning; says what became of it, and offers to undo. */
export function useTrashWithWords() {
  const trash = useTrash();
  const restore = useRestore();
  const pin = usePin();
  const restoreOne = (thing: { vodId: string; title: string }) =>
    restore.mutate([thing.vodId], {
      onError,
      onSuccess: (outcomes) => {
        sayRefused(outcomes);
        if (outcomes.every((one) => one.ok)) toast.success(`"${thing.title}" is back.`);
      },
    });
  const trashOne = (thing: { vodId: string; title: string }, options: { onDone?: () => void } = {}) =>
    trash.mutate([thing.vodId], {
      onError,
      onSuccess: (outcomes) => {
        sayRefused(outcomes);
        if (!outcomes.every((one) => one.ok)) return;
        toast(`"${thing.title}" is in the trash.`, { action: { label: "Undo", onClick: () => restoreOne(thing) } });
        options.onDone?.();
      },
    });
  const pinOne = (thing: { vodId: string; isPinned: boolean }) =>
    pin.mutate(
      { vodId: thing.vodId, isPinned: !thing.isPinned },
      {
        onError,
        onSuccess: () => toast.success(thing.isPinned ? "No longer pinned." : "Pinned: it never goes by itself."),
      },
    );
  return { trashOne, restoreOne, pinOne, isPending: trash.isPending || restore.isPending || pin.isPending };
}
