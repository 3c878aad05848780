import { useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { setUrlParameters } from "#app/_ui/url-state.ts";
import { type ListView, readListView, writeListView } from "./model.ts";

/** Browsers refuse an address that changes with every letter typed. */
const writeDelayMs = 250;

/** The view of the list, kept in the address. */
export function useListView(): [ListView, (change: Partial<ListView>) => void] {
  const params = useSearchParams();
  const [view, setView] = useState(() => readListView((name) => params.get(name)));
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(() => setUrlParameters(writeListView(view)), writeDelayMs);
    return () => clearTimeout(timer);
  }, [view]);
  return [view, (change) => setView((now) => ({ ...now, ...change }))];
}
