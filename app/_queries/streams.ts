import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { StreamListPage as ListPage, StreamPage as Page } from "#app/_server/stream-views.ts";
import { getJson, postJson, searchOf, type Wire } from "./http.ts";

export type StreamListPage = Wire<ListPage>;
export type StreamListEntry = StreamListPage["streams"][number];
export type StreamPage = Wire<Page>;
export type StreamVod = StreamPage["stream"]["vods"][number];
export type SignalImport = StreamPage["signalImports"][number];
export type Job = StreamPage["jobs"][number];

export const streamKeys = {
  list: ["streams"] as const,
  page: (streamId: string) => ["streams", streamId] as const,
};

/** Which streams are listed, in which order; all of it as text, as it stands in the address. Dates are local days. */
export type StreamFilters = { q: string; sort: string; state: string; clips: string; from: string; to: string };

/** Local days as the moments they begin and end. */
const dayRange = ({ from, to }: StreamFilters) => {
  const start = from === "" ? null : new Date(`${from}T00:00`);
  const end = to === "" ? null : new Date(`${to}T00:00`);
  end?.setDate(end.getDate() + 1);
  const isDay = (day: Date | null) => day !== null && !Number.isNaN(day.getTime());
  return { from: isDay(start) ? start!.toISOString() : "", to: isDay(end) ? end!.toISOString() : "" };
};

/** The account's streams, a page at a time. The list before stays until the new one is here. */
export function useStreamList(filters: StreamFilters) {
  return useInfiniteQuery({
    queryKey: [...streamKeys.list, "list", filters],
    queryFn: ({ pageParam, signal }) =>
      getJson<ListPage>(`/streams?${searchOf({ ...filters, ...dayRange(filters), cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (page: StreamListPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** Streams whose title has what is typed, newest first; the newest of all when nothing is. */
export function useStreamTitles(typed: string): { id: string; title: string }[] {
  const { data } = useQuery({
    queryKey: [...streamKeys.list, "titles", typed],
    queryFn: ({ signal }) => getJson<ListPage>(`/streams?${searchOf({ q: typed, limit: "8" })}`, signal),
    placeholderData: keepPreviousData,
  });
  return data?.streams.map(({ streamId, title }) => ({ id: streamId, title })) ?? [];
}

/** Gives a stream another title. */
export function useRenameStream(streamId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (title: string) => postJson(`/streams/${streamId}/title`, { title }),
    onSettled: () =>
      Promise.all([streamKeys.list, ["vods"], ["clips"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
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
