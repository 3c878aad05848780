import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SplitBoxes } from "#lib/clips/render/model.ts";
import { getJson } from "./http.ts";

const queryKey = ["render-settings"];

/** The boxes this account used last for split clips. */
export function useSplitBoxes(enabled: boolean) {
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      (await getJson<{ split: SplitBoxes }>("/render-settings", signal)).split as SplitBoxes,
    enabled,
    // A draft is made from it; a new answer must not take that away.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Takes boxes that are being used for a clip as the account's last ones, as the server does. */
export function useRememberSplit() {
  const client = useQueryClient();
  return (split: SplitBoxes) => client.setQueryData(queryKey, split);
}
