import { useUndoRedo } from "#app/_queries/edits.ts";
import { useCommand } from "./keymap.ts";

/** Offers undo and redo of what was done to a video's highlights. For every page that changes them. */
export function useUndoKeys(vodId: string): void {
  const { undo, redo } = useUndoRedo(vodId);
  useCommand("edit.undo", () => undo(), { isInDialog: true });
  useCommand("edit.redo", redo, { isInDialog: true });
}
