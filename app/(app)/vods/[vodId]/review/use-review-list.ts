import { useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import type { Highlight } from "#app/_queries/highlights.ts";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import { applyListView, readListView, writeListView } from "../highlights/model.ts";
import { firstPlace } from "./model.ts";

/** What the address says at the end of the review. */
const endName = "end";

/**
 * The highlights of a review, and the one that is looked at (null at the end), kept in the address. They are those that the
 * list's filters show when it begins, and stay so while decisions change what a filter shows; a reload goes on with them.
 */
export function useReviewList(vodId: string, highlights: readonly Highlight[] | undefined) {
  const params = useSearchParams();
  const [view] = useState(() => readListView((name) => params.get(name)));
  const [named] = useState(() => params.get("h"));
  const [placeId, setPlaceId] = useState<string | null>(named);
  const [ids, setIds] = useState<readonly string[] | null>(null);
  const key = `review:${vodId}:${JSON.stringify(writeListView(view))}`;
  if (highlights && ids === null) setIds(startList(key, applyListView(highlights, view), named));
  const items = useMemo(() => {
    const known = new Map(highlights?.map((one) => [one.id, one]));
    return (ids ?? []).flatMap((id) => known.get(id) ?? []);
  }, [ids, highlights]);
  const at = placeId === endName && items.length > 0 ? null : firstPlace(items, placeId);
  const goTo = (next: number | null) => {
    const id = next === null || next >= items.length ? endName : (items[Math.max(0, next)]?.id ?? endName);
    setPlaceId(id);
    setUrlParameters({ h: id });
  };
  return { items, at, current: at === null ? undefined : items[at], goTo, view };
}

/** The list of the review that is gone on with, where the address names a place in it; else a new one. */
function startList(key: string, shown: readonly Highlight[], named: string | null): string[] {
  const fresh = shown.map((one) => one.id);
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]") as string[];
    if (named !== null && (named === endName || kept.includes(named)) && kept.length > 0) return kept;
    sessionStorage.setItem(key, JSON.stringify(fresh));
  } catch {
    // A browser that keeps nothing: the review begins anew after a reload.
  }
  return fresh;
}
