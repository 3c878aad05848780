import { useQuery } from "@tanstack/react-query";
import type { VodPage as Page } from "#app/_server/vod-views.ts";
import { unpackMinimap } from "#lib/highlights/minimap-bytes.ts";
import { getGunzipped, getJson, getText, type Wire } from "./http.ts";
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

/** What is drawn over a video's whole length, and how many messages there are in each of its seconds. */
export function useMinimap(vodId: string, options: { enabled?: boolean } = {}) {
  return useQuery({
    enabled: options.enabled,
    queryKey: vodKeys.minimap(vodId),
    queryFn: async ({ signal }) => unpackMinimap(await getGunzipped(`/vods/${vodId}/minimap`, signal)),
    // Curves are compared by identity alone: looking for equal parts of them costs more than it saves.
    structuralSharing: false,
    staleTime: 30_000,
  });
}

const noCues: SpriteCue[] = [];

/** The small pictures over the VOD's length; none until they are loaded. They never change. */
export function useSpriteCues(vodId: string, options: { enabled?: boolean } = {}): SpriteCue[] {
  const { data } = useQuery({
    enabled: options.enabled,
    queryKey: vodKeys.sprites(vodId),
    queryFn: async ({ signal }) => parseSpriteVtt(await getText(`/vods/${vodId}/sprites.vtt`, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? noCues;
}

export const vodUrls = {
  playlist: (vodId: string) => `/api/v1/vods/${vodId}/playlist.m3u8`,
  /** The playlist of a stretch alone, without sound. */
  pictureOf: (vodId: string, fromSeconds: number, toSeconds: number) =>
    `/api/v1/vods/${vodId}/video.m3u8?fromSeconds=${fromSeconds.toFixed(3)}&toSeconds=${toSeconds.toFixed(3)}`,
  poster: (vodId: string) => `/api/v1/vods/${vodId}/poster`,
  frameAt: (vodId: string, seconds: number, width = 480) =>
    `/api/v1/vods/${vodId}/frames?at=${seconds.toFixed(3)}&width=${width}`,
  frame: (vodId: string, ticks: number, width = 480) => `/api/v1/vods/${vodId}/frames?ticks=${ticks}&width=${width}`,
};
