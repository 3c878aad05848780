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

/** What a fast and an exact cut of a highlight's bounds would be; those of the bounds before until the new ones are here. */
export function useTrimPlans(vodId: string, highlight: { id: string; startTicks: number; endTicks: number }) {
  const { id, startTicks, endTicks } = highlight;
  return useQuery({
    queryKey: ["cut-plans", vodId, "trim", id, startTicks, endTicks],
    queryFn: async () => {
      const planOf = async (mode: "fast" | "exact") => {
        const request = { highlightIds: [id], mode, anyway: true };
        return ((await postJson<CutPlans>(`/vods/${vodId}/cut-plans`, request)) as CutPlans).plans[0] ?? null;
      };
      const [fast, exact] = await Promise.all([planOf("fast"), planOf("exact")]);
      return { fast, exact };
    },
    placeholderData: (before, query) => (query?.queryKey[3] === id ? before : undefined),
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
