import { useCallback, useEffect, useMemo, useRef } from "react";
import { useCommand } from "#app/_keys/keymap.ts";
import type { PlayerControl } from "#app/_player/player-control.ts";
import { useHighlights } from "#app/_queries/highlights.ts";
import { useMinimap } from "#app/_queries/vods.ts";
import { useUrlState } from "#app/_ui/url-state.ts";

type Place = { id: string; startSeconds: number };

/** `startSeconds` null: it isn't known yet, and the player stays where it is. */
type Choice = { id: string; startSeconds: number | null };

export type Selection = {
  /** The chosen highlight, or null. */
  id: string | null;
  select: (highlight: Choice) => void;
  clear: () => void;
};

/** The chosen highlight of a replay: in the address, moved to the next by keys, and the player goes along. */
export function useSelection(vodId: string, control: PlayerControl): Selection {
  const [chosen, setChosen] = useUrlState("h");
  const id = chosen || null;
  const live = useHighlights(vodId, { enabled: false }).data;
  const drawn = useMinimap(vodId, { enabled: false }).data?.highlights;
  const places = useMemo<Place[]>(
    () => (live ?? drawn ?? []).toSorted((a, b) => a.startSeconds - b.startSeconds),
    [live, drawn],
  );
  const select = useCallback(
    (highlight: Choice) => {
      setChosen(highlight.id);
      if (highlight.startSeconds !== null) control.seek(highlight.startSeconds);
    },
    [setChosen, control],
  );
  useOpenedAtSelection(id, places, control);

  const step = (by: 1 | -1) => {
    const at = places.findIndex((one) => one.id === id);
    const now = control.getTime();
    const beside =
      at >= 0
        ? places[at + by]
        : by === 1
          ? places.find((one) => one.startSeconds > now)
          : places.findLast((one) => one.startSeconds < now);
    if (beside) select(beside);
  };
  useCommand("highlight.next", () => step(1));
  useCommand("highlight.previous", () => step(-1));
  const clear = useCallback(() => setChosen(""), [setChosen]);
  useCommand("select.none", clear, { isEnabled: id !== null });
  return useMemo(() => ({ id, select, clear }), [id, select, clear]);
}

/** A link to a highlight that names no time begins at the highlight. */
function useOpenedAtSelection(id: string | null, places: Place[], control: PlayerControl): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (isDone.current || places.length === 0) return;
    isDone.current = true;
    const place = places.find((one) => one.id === id);
    if (place && control.getTime() === 0) control.seek(place.startSeconds);
  }, [id, places, control]);
}
