import { useQuery } from "@tanstack/react-query";
import type { VodPage as Page } from "#app/_server/vod-views.ts";
import type { Minimap } from "#lib/highlights/model.ts";
import { getJson, getText, type Wire } from "./http.ts";
import { parseSpriteVtt, type SpriteCue } from "./sprite-cues.ts";

export type VodPage = Wire<Page>;

export const vodKeys = {
  page: (vodId: string) => ["vods", vodId] as const,
  minimap: (vodId: string) => ["vods", vodId, "minimap"] as const,
  sprites: (vodId: string) => ["vods", vodId, "sprites"] as const,
};

/** One video: what it is, where its stream is, and what works on it. `initial` is what the page came with. */
export function useVod(vodId: string, initial?: VodPage | null) {
  return useQuery({
    queryKey: vodKeys.page(vodId),
    initialData: initial ?? undefined,
    queryFn: ({ signal }) => getJson<Page>(`/vods/${vodId}`, signal),
  });
}

/** The curves under the player. */
export function useMinimap(vodId: string) {
  return useQuery({
    queryKey: vodKeys.minimap(vodId),
    queryFn: ({ signal }) => getJson<Minimap>(`/vods/${vodId}/minimap?buckets=1000`, signal),
    staleTime: 30_000,
  });
}

/** The small pictures over the VOD's length; none until they are loaded. They never change. */
export function useSpriteCues(vodId: string): SpriteCue[] {
  const { data } = useQuery({
    queryKey: vodKeys.sprites(vodId),
    queryFn: async ({ signal }) => parseSpriteVtt(await getText(`/vods/${vodId}/sprites.vtt`, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? [];
}

export const vodUrls = {
  playlist: (vodId: string) => `/api/v1/vods/${vodId}/playlist.m3u8`,
  poster: (vodId: string) => `/api/v1/vods/${vodId}/poster`,
  frameAt: (vodId: string, seconds: number, width = 480) =>
    `/api/v1/vods/${vodId}/frames?at=${seconds.toFixed(3)}&width=${width}`,
  frame: (vodId: string, ticks: number, width = 480) => `/api/v1/vods/${vodId}/frames?ticks=${ticks}&width=${width}`,
};
