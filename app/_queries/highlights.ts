import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { HighlightView } from "#lib/highlights/model.ts";
import type { ReviewDecision } from "#lib/highlights/review-highlight.ts";
import { getJson, postJson } from "./http.ts";
import { streamKeys } from "./streams.ts";

export type Highlight = HighlightView;

export const highlightKeys = { ofVod: (vodId: string) => ["highlights", vodId] as const };

/** The highlights of a video, best first. */
export function useHighlights(vodId: string, options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: highlightKeys.ofVod(vodId),
    queryFn: async ({ signal }) =>
      (await getJson<{ highlights: Highlight[] }>(`/vods/${vodId}/highlights`, signal)).highlights as Highlight[],
    enabled: options.enabled,
  });
}

/** Approves or rejects highlights of a video, or takes that back. */
export function useReviewHighlight(vodId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ highlightId, decision }: { highlightId: string; decision: ReviewDecision }) =>
      postJson(`/highlights/${highlightId}/review`, { decision }),
    onSettled: () =>
      Promise.all(
        [highlightKeys.ofVod(vodId), streamKeys.list].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
