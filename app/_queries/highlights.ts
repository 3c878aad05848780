import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CutMode, CutOutcome } from "#lib/clips/model.ts";
import type { ClipProfile } from "#lib/clips/render/model.ts";
import type { RenderOptions } from "#lib/clips/render/schema.ts";
import type { HighlightView } from "#lib/highlights/model.ts";
import { clipKeys } from "./clips.ts";
import { getJson, postJson } from "./http.ts";
import { streamKeys } from "./streams.ts";

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

export type CutRequest = {
  highlightIds: string[] | "all";
  mode?: CutMode;
  anyway?: boolean;
  profile?: ClipProfile;
  options?: RenderOptions;
};

/** Asks for clips of highlights. Each one gets an outcome of its own. */
export function useCutHighlights(vodId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (request: CutRequest) =>
      (await postJson<{ outcomes: CutOutcome[] }>(`/vods/${vodId}/cuts`, request)).outcomes as CutOutcome[],
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: highlightKeys.ofVod(vodId) }),
        client.invalidateQueries({ queryKey: clipKeys.all }),
        client.invalidateQueries({ queryKey: streamKeys.list }),
      ]),
  });
}
