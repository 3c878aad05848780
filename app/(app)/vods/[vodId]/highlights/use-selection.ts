import { useSearchParams } from "next/navigation";
import { useMemo, useRef, useState } from "react";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import {
  countIds,
  decodeIds,
  encodeIds,
  invert,
  noSelection,
  type Selection,
  selectAll,
  selectRange,
  toggleOne,
} from "./selection.ts";

/**
 * The chosen ones of a list, kept in the address (`?sel=`). `all` are the ids there are, `shown` those on the page in their
 * order. What is removed from the list is no longer chosen.
 */
export function useSelection(all: readonly string[], shown: readonly string[]) {
  const named = useSearchParams().get("sel") ?? "";
  const [chosen, setChosen] = useState<Selection | null>(null);
  // The list comes later than the address.
  const selection = useMemo(
    () => chosen ?? { ...noSelection, ids: new Set(decodeIds(named, all)) },
    [chosen, named, all],
  );
  const latest = useRef({ selection, shown });
  latest.current = { selection, shown };
  const [actions] = useState(() => {
    const set = (change: (selection: Selection, shown: readonly string[]) => Selection) => {
      const next = change(latest.current.selection, latest.current.shown);
      latest.current.selection = next;
      setChosen(next);
      setUrlParameters({ sel: encodeIds(next.ids) });
    };
    return {
      toggle: (id: string) => set((now) => toggleOne(now, id)),
      selectTo: (id: string) => set((now, shown) => selectRange(now, shown, id)),
      selectAll: () => set(selectAll),
      invert: () => set(invert),
      clear: () => set(() => noSelection),
    };
  });
  const ids = useMemo(() => all.filter((id) => selection.ids.has(id)), [all, selection]);
  // Of a list that comes in pages, some that the address names may be further down.
  const missingCount = chosen === null ? countIds(named) - ids.length : 0;
  return { ids, missingCount, has: (id: string) => selection.ids.has(id), ...actions };
}
