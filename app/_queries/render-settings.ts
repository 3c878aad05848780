import { useQuery } from "@tanstack/react-query";
import type { SplitBoxes } from "#lib/clips/render/model.ts";
import { getJson } from "./http.ts";

/** The boxes this account used last for split clips. */
export function useSplitBoxes(enabled: boolean) {
  return useQuery({
    queryKey: ["render-settings"],
    queryFn: async ({ signal }) =>
      (await getJson<{ split: SplitBoxes }>("/render-settings", signal)).split as SplitBoxes,
    enabled,
    // A draft is made from it; a new answer must not take that away.
    staleTime: Number.POSITIVE_INFINITY,
  });
}
