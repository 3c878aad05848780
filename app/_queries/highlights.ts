import { useQuery } from "@tanstack/react-query";
import type { HighlightView } from "#lib/highlights/model.ts";
import { getJson } from "./http.ts";

export type Highlight = HighlightView;

export const highlightKeys = { ofVod: (vodId: string) => ["highlights", vodId] as const };

const isBusy = (highlight: Highlight) =>
  ["queued", "cutting"].includes(highlight.cutState) || ["queued", "running"].includes(highlight.refineState);

/** The highlights of a video, best first. `isExpected`: detection is under way, more will come. */
export function useHighlights(vodId: string, options: { isExpected?: boolean; enabled?: boolean } = {}) {
  return useQuery({
    queryKey: highlightKeys.ofVod(vodId),
    queryFn: async ({ signal }) =>
      (await getJson<{ highlights: Highlight[] }>(`/vods/${vodId}/highlights`, signal)).highlights as Highlight[],
    enabled: options.enabled,
    refetchInterval: ({ state }) => (options.isExpected || state.data?.some(isBusy) ? 1_500 : false),
  });
}
