import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ClipView } from "#lib/clips/model.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type Clip = Wire<ClipView>;

export const clipKeys = {
  all: ["clips"] as const,
  ofVod: (vodId: string | undefined) => ["clips", vodId ?? "any"] as const,
};

/** Clips of the account, newest first; of one video when named. */
export function useClips(vodId?: string) {
  return useQuery({
    queryKey: clipKeys.ofVod(vodId),
    queryFn: async ({ signal }) =>
      (await getJson<{ clips: ClipView[] }>(`/clips${vodId ? `?vodId=${vodId}` : ""}`, signal)).clips as Clip[],
  });
}

/** Cuts a clip again. */
export function useRetryClip() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (clipVodId: string) => postJson(`/clips/${clipVodId}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: clipKeys.all }),
  });
}

export const clipUrls = {
  file: (clipVodId: string, attempt: number) => `/api/v1/clips/${clipVodId}/file?v=${attempt}`,
  download: (clipVodId: string) => `/api/v1/clips/${clipVodId}/file?download=1`,
};
