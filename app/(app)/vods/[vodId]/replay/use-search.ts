import { useEffect, useState } from "react";
import { useUrlState } from "#app/_ui/url-state.ts";

const typingMs = 250;

/**
 * What is searched for, kept in the address: `text` as it is typed, `search` once typing pauses; and which hit is shown.
 * `at` is -1 until one was gone to.
 */
export function useSearch() {
  const [search, setSearch] = useUrlState("q");
  const [text, setText] = useState(search);
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const timer = setTimeout(() => {
      const wanted = text.trim();
      if (wanted === search) return;
      setSearch(wanted);
      setAt(-1);
    }, typingMs);
    return () => clearTimeout(timer);
  }, [text, search, setSearch]);
  return { text, setText, search, at, setAt };
}

/** The hit after (or before) one; the first hit from the playhead on when none was shown yet. Null without hits. */
export function stepHit(
  hits: readonly { atSeconds: number }[],
  at: number,
  by: 1 | -1,
  nowSeconds: number,
): number | null {
  if (hits.length === 0) return null;
  if (at >= 0) return (at + by + hits.length) % hits.length;
  const next = hits.findIndex((hit) => hit.atSeconds >= nowSeconds);
  if (by === 1) return Math.max(next, 0);
  return next < 0 ? hits.length - 1 : (next - 1 + hits.length) % hits.length;
}
