import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** Puts parameters into the address without a navigation; null and "" take one out. */
export function setUrlParameters(changes: Record<string, string | null>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (url.href !== location.href) window.history.replaceState(null, "", url);
}

/** One parameter of the address as state: it survives a reload and goes along in a shared link. */
export function useUrlState(name: string, usual = ""): [string, (value: string) => void] {
  const value = useSearchParams().get(name) ?? usual;
  const set = useCallback((next: string) => setUrlParameters({ [name]: next === usual ? null : next }), [name, usual]);
  return [value, set];
}
