import { useState } from "react";

/** Chosen ids of a list. `toggle(id, true)` chooses everything between the last one and this. */
export function useChosen(ids: string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [lastId, setLast] = useState<string | null>(null);
  const toggle = (id: string, isRange: boolean) => {
    const from = lastId === null ? -1 : ids.indexOf(lastId);
    const to = ids.indexOf(id);
    setChosen((old) => {
      const next = new Set(old);
      if (isRange && from >= 0) for (const one of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(one);
      else if (!next.delete(id)) next.add(id);
      return next;
    });
    setLast(id);
  };
  return {
    has: (id: string) => chosen.has(id),
    toggle,
    selectAll: () => setChosen(new Set(ids)),
    clear: () => setChosen(new Set()),
  };
}
