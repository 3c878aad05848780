import { toast } from "sonner";
import type { TrashOutcome } from "#lib/clips/trash-vods.ts";
import { usePin, useRestore, useTrash } from "./storage.ts";

const sayRefused = (outcomes: TrashOutcome[]) => {
  for (const message of new Set(outcomes.flatMap((one) => (one.ok ? [] : one.message)))) toast.error(message);
};
const movedOf = (outcomes: TrashOutcome[]) => outcomes.flatMap((one) => (one.ok ? one.vodId : []));

const onError = (error: Error) => toast.error(error.message);

/** Moving to the trash and back, pinning; says what became of it, and offers to undo. */
export function useTrashWithWords() {
  const trash = useTrash();
  const restore = useRestore();
  const pin = usePin();
  /** `what`: the things with their verb, `"Friday" is` or `3 clips are`. */
  const restoreMany = (vodIds: string[], what: string) =>
    restore.mutate(vodIds, {
      onError,
      onSuccess: (outcomes) => {
        sayRefused(outcomes);
        if (outcomes.every((one) => one.ok)) toast.success(`${what} back.`);
      },
    });
  const trashMany = (vodIds: string[], what: string, options: { onDone?: () => void } = {}) =>
    trash.mutate(vodIds, {
      onError,
      onSuccess: (outcomes) => {
        sayRefused(outcomes);
        const moved = movedOf(outcomes);
        if (moved.length === 0) return;
        const said = moved.length === vodIds.length ? what : `${moved.length} of ${vodIds.length} are`;
        toast(`${said} in the trash.`, { action: { label: "Undo", onClick: () => restoreMany(moved, said) } });
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
  return {
    trashMany,
    trashOne: (thing: { vodId: string; title: string }, options: { onDone?: () => void } = {}) =>
      trashMany([thing.vodId], `"${thing.title}" is`, options),
    restoreOne: (thing: { vodId: string; title: string }) => restoreMany([thing.vodId], `"${thing.title}" is`),
    pinOne,
    isPending: trash.isPending || restore.isPending || pin.isPending,
  };
}
