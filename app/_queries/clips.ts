import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ClipGroupPage as GroupPage } from "#lib/clips/list-clip-groups.ts";
import type { ClipView, CutOutcome, ClipGroup as Group } from "#lib/clips/model.ts";
import { getJson, postJson, searchOf, type Wire } from "./http.ts";

export type Clip = Wire<ClipView>;
export type ClipGroup = Wire<Group>;
type ClipGroupPage = Wire<GroupPage>;

/** The clip whose state its highlight shows. */
export const isMainClip = (clip: Clip): boolean => clip.profile === "landscape" && !clip.isCaptioned;

export const clipKeys = {
  all: ["clips"] as const,
  ofVod: (vodId: string | undefined) => ["clips", vodId ?? "any"] as const,
  group: (clipVodId: string) => ["clips", "group", clipVodId] as const,
};

/** Clips of the account, newest first; of one video when named. */
export function useClips(vodId?: string) {
  return useQuery({
    queryKey: clipKeys.ofVod(vodId),
    queryFn: async ({ signal }) =>
      (await getJson<{ clips: ClipView[] }>(`/clips${vodId ? `?vodId=${vodId}` : ""}`, signal)).clips as Clip[],
  });
}

/** Which clips are listed, in which order; all of it as text, as it stands in the address. */
export type ClipFilters = { q: string; sort: string; state: string; profile: string; captions: string; vod: string };

/** The account's clips by highlight, a page at a time. The list before stays until the new one is here. */
export function useClipGroups(filters: ClipFilters) {
  return useInfiniteQuery({
    queryKey: [...clipKeys.all, "groups", filters],
    queryFn: ({ pageParam, signal }) =>
      getJson<GroupPage>(`/clip-groups?${searchOf({ ...filters, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page: ClipGroupPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** A clip with the others of its highlight. */
export function useClipGroup(clipVodId: string) {
  return useQuery({
    queryKey: clipKeys.group(clipVodId),
    queryFn: ({ signal }) => getJson<Group>(`/clips/${clipVodId}`, signal),
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

/** Cuts clips again, one after the other. Each gets an outcome of its own; a refusal ends none of the others. */
export function useRetryClips() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (clipVodIds: string[]) => {
      const refusals: string[] = [];
      for (const clipVodId of clipVodIds) {
        await postJson<CutOutcome>(`/clips/${clipVodId}/retry`).catch((error: Error) => refusals.push(error.message));
      }
      return { askedCount: clipVodIds.length - refusals.length, refusals };
    },
    onSettled: () => client.invalidateQueries({ queryKey: clipKeys.all }),
  });
}

/** Whether a clip is of the shape that is filtered by. */
export const isOfShape = (clip: Clip, { profile, captions }: Pick<ClipFilters, "profile" | "captions">): boolean =>
  (profile === "" || clip.profile === profile) && (captions === "" || clip.isCaptioned === (captions === "with"));

export const clipUrls = {
  page: (clipVodId: string) => `/clips/${clipVodId}`,
  file: (clipVodId: string, attempt: number) => `/api/v1/clips/${clipVodId}/file?v=${attempt}`,
  archive: (clipVodIds: string[]) => `/api/v1/clips/archive?ids=${clipVodIds.join(",")}`,
  download: (clipVodId: string) => `/api/v1/clips/${clipVodId}/file?download=1`,
};
