import { useQuery } from "@tanstack/react-query";
import type { HighlightView } from "#lib/highlights/model.ts";
import { getJson } from "./http.ts";

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
