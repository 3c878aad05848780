import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CutMode, CutOutcome, CutPlans } from "#lib/clips/model.ts";
import type { ClipProfile } from "#lib/clips/render/model.ts";
import type { RenderOptions } from "#lib/clips/render/schema.ts";
import { clipKeys } from "./clips.ts";
import { highlightKeys } from "./highlights.ts";
import { postJson } from "./http.ts";
import { jobKeys } from "./jobs.ts";
import { streamKeys } from "./streams.ts";

export type CutRequest = {
  highlightIds: string[] | "all";
  mode?: CutMode;
  anyway?: boolean;
  profile?: ClipProfile;
  options?: RenderOptions;
};

/** Everything that shows cuts of a video is asked for again. */
function useRefreshCuts(vodId: string) {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [highlightKeys.ofVod(vodId), clipKeys.all, streamKeys.list, jobKeys.of(vodId)].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}

/** What a cut would give, before it is asked for. A changed `key` asks anew. */
export function useCutPlan(vodId: string, request: CutRequest, options: { enabled: boolean; key?: unknown }) {
  return useQuery({
    queryKey: ["cut-plans", vodId, request, options.key],
    queryFn: async () => (await postJson<CutPlans>(`/vods/${vodId}/cut-plans`, request)) as CutPlans,
    enabled: options.enabled,
    staleTime: 0,
    // The other mode's figures stay until the new ones are here.
    placeholderData: (before) => before,
  });
}

/** Asks for clips of highlights. Each one gets an outcome of its own. */
export function useCutHighlights(vodId: string) {
  const refresh = useRefreshCuts(vodId);
  return useMutation({
    mutationFn: async (request: CutRequest) =>
      (await postJson<{ outcomes: CutOutcome[] }>(`/vods/${vodId}/cuts`, request)).outcomes as CutOutcome[],
    onSettled: refresh,
  });
}

/** Cancels the open cuts of a video, or of some highlights. */
export function useCancelCuts(vodId: string) {
  const refresh = useRefreshCuts(vodId);
  return useMutation({
    mutationFn: (highlightIds?: string[]) =>
      postJson<{ cancelledHighlightIds: string[] }>(`/vods/${vodId}/cuts/cancel`, { highlightIds }),
    onSettled: refresh,
  });
}
