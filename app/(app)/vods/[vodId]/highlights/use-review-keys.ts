import { useCommand } from "#app/_keys/keymap.ts";
import { useUndoKeys } from "#app/_keys/use-undo-keys.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { usePlayerKeys } from "#app/_player/use-player-keys.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import type { BulkDecision } from "./bulk-bar.client.tsx";

type Options = {
  vodId: string;
  control: PlayerControl;
  /** What is listed, in its order. */
  shown: readonly Highlight[];
  current: Highlight | undefined;
  selectedIds: readonly string[];
  onMove: (to: Highlight) => void;
  onDecide: (ids: string[], decision: BulkDecision) => void;
  onTrim: (highlight: Highlight) => void;
  onCut: (ids: string[]) => void;
  selection: {
    toggle: (id: string) => void;
    selectTo: (id: string) => void;
    selectAll: () => void;
    invert: () => void;
    clear: () => void;
  };
};

/** The keys of the highlights page. What they do is done to the chosen highlights, else to the one they moved to last. */
export function useReviewKeys(options: Options): void {
  const { vodId, control, shown, current, selectedIds, selection } = options;
  const meant = selectedIds.length > 0 ? [...selectedIds] : current ? [current.id] : [];
  const hasSome = meant.length > 0;
  const at = current ? shown.findIndex((one) => one.id === current.id) : -1;
  const move = (step: 1 | -1) => {
    const to = shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (to) options.onMove(to);
  };
  useUndoKeys(vodId);
  usePlayerKeys(control);
  // The newer offer of a key counts.
  useCommand("play.toggle", () => {
    if (control.isPlaying()) control.pause();
    // Stopped within it, it goes on; else it is played from its beginning.
    else if (!current || control.getRange()?.id === current.id) control.play();
    else control.playRange(current);
  });
  useCommand("highlight.previous", () => move(-1), { isEnabled: shown.length > 0 });
  useCommand("highlight.next", () => move(1), { isEnabled: shown.length > 0 });
  useCommand("highlight.approve", () => options.onDecide(meant, "approve"), { isEnabled: hasSome });
  useCommand("highlight.reject", () => options.onDecide(meant, "reject"), { isEnabled: hasSome });
  useCommand("highlight.cut", () => options.onCut(meant), { isEnabled: hasSome });
  useCommand("highlight.trim", () => (current ? options.onTrim(current) : null), { isEnabled: current !== undefined });
  useCommand("select.toggle", () => (current ? selection.toggle(current.id) : null), {
    isEnabled: current !== undefined,
  });
  useCommand("select.range", () => (current ? selection.selectTo(current.id) : null), {
    isEnabled: current !== undefined,
  });
  useCommand("select.all", selection.selectAll, { isEnabled: shown.length > 0 });
  useCommand("select.invert", selection.invert, { isEnabled: shown.length > 0 });
  useCommand("select.none", selection.clear, { isEnabled: selectedIds.length > 0 });
}
