import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CaptionLine, CaptionsView } from "#lib/clips/captions/model.ts";
import { clipKeys } from "./clips.ts";
import { getJson, postJson } from "./http.ts";

const keyOf = (highlightId: string) => ["captions", highlightId] as const;

/** The caption text of a highlight, as it was when its editor was opened: a draft is made from it. */
export function useCaptions(highlightId: string) {
  return useQuery({
    queryKey: keyOf(highlightId),
    queryFn: async ({ signal }) =>
      (await getJson<CaptionsView>(`/highlights/${highlightId}/captions`, signal)) as CaptionsView,
    refetchOnWindowFocus: false,
    gcTime: 0,
  });
}

/** Keeps the caption text; `lines` null takes the transcript's again. `version` is the one that was looked at. */
export function useSaveCaptions(highlightId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { lines: CaptionLine[] | null; version: number }) =>
      postJson<{ ok: true; version: number }>(`/highlights/${highlightId}/captions`, change),
    onSuccess: () =>
      Promise.all(
        [keyOf(highlightId), clipKeys.all, ["highlights"]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
