import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { StreamListEntry as Entry, StreamPage as Page } from "#app/_server/stream-views.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type StreamListEntry = Wire<Entry>;
export type StreamPage = Wire<Page>;
export type StreamVod = StreamPage["stream"]["vods"][number];
export type SignalImport = StreamPage["signalImports"][number];
export type Job = StreamPage["jobs"][number];

export const streamKeys = {
  list: ["streams"] as const,
  page: (streamId: string) => ["streams", streamId] as const,
};

/** All streams of the account, newest first. */
export function useStreams() {
  return useQuery({
    queryKey: streamKeys.list,
    queryFn: async ({ signal }) =>
      (await getJson<{ streams: Entry[] }>("/streams", signal)).streams as StreamListEntry[],
  });
}

/** Streams for the palette: their titles. */
export function useStreamTitles(_typed: string): { id: string; title: string }[] {
  const { data } = useStreams();
  return data?.map(({ streamId, title }) => ({ id: streamId, title })) ?? [];
}

/** One stream with its videos, files, detection and jobs. */
export function useStream(streamId: string) {
  return useQuery({
    queryKey: streamKeys.page(streamId),
    queryFn: ({ signal }) => getJson<Page>(`/streams/${streamId}`, signal),
  });
}

/** Looks for highlights again. */
export function useRequestDetection(streamId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => postJson<{ detectionRunId: string; joined: boolean }>(`/streams/${streamId}/detections`),
    onSettled: () => client.invalidateQueries({ queryKey: streamKeys.page(streamId) }),
  });
}

/** Starts processing of a failed video again. */
export function useRetryVod() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (vodId: string) => postJson(`/vods/${vodId}/retry`),
    onSettled: () => client.invalidateQueries({ queryKey: streamKeys.list }),
  });
}
