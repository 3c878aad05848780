import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { OffsetPreview } from "#lib/signals/model.ts";
import type { ChatRow, EventRow, TranscriptRow } from "#lib/signals/queries.ts";
import { getJson, postJson } from "./http.ts";

export type { EventRow, TranscriptRow };

/** Chat comes in slices of this length, so that a long stream's chat is never loaded whole. */
export const chatSliceMs = 300_000;

/** One slice of the chat, and when the messages nearest to it on both sides were written. */
type ChatSlice = { messages: ChatRow[]; beforeMs: number | null; afterMs: number | null };

/**
 * Chat around a moment, slice by slice both ways; slices without a message are passed over. `lastMs` is where the
 * stream's chat may end.
 */
export function useChat(streamId: string, options: { anchorMs: number; firstMs: number; lastMs: number }) {
  const anchor = Math.floor(options.anchorMs / chatSliceMs);
  const first = Math.floor(options.firstMs / chatSliceMs);
  const last = Math.floor(options.lastMs / chatSliceMs);
  return useInfiniteQuery({
    queryKey: ["chat", streamId, anchor],
    initialPageParam: anchor,
    queryFn: async ({ pageParam, signal }) => {
      const range = `fromMs=${pageParam * chatSliceMs}&toMs=${(pageParam + 1) * chatSliceMs}&limit=20000`;
      return (await getJson<ChatSlice>(`/streams/${streamId}/chat?${range}`, signal)) as ChatSlice;
    },
    getNextPageParam: ({ afterMs }) => sliceOf(afterMs, (slice) => slice <= last),
    getPreviousPageParam: ({ beforeMs }) => sliceOf(beforeMs, (slice) => slice >= first),
    staleTime: 60_000,
  });
}

function sliceOf(ms: number | null, isWanted: (slice: number) => boolean): number | undefined {
  const slice = ms === null ? null : Math.floor(ms / chatSliceMs);
  return slice !== null && isWanted(slice) ? slice : undefined;
}

/** All events of a stream. */
export function useEvents(streamId: string) {
  return useQuery({
    queryKey: ["events", streamId],
    queryFn: async ({ signal }) =>
      (await getJson<{ events: EventRow[] }>(`/streams/${streamId}/events?limit=20000`, signal)).events as EventRow[],
    staleTime: 60_000,
  });
}

/** The whole transcript of a stream. */
export function useTranscript(streamId: string) {
  return useQuery({
    queryKey: ["transcript", streamId],
    queryFn: async ({ signal }) =>
      (await getJson<{ segments: TranscriptRow[] }>(`/streams/${streamId}/transcript?limit=20000`, signal))
        .segments as TranscriptRow[],
    staleTime: 60_000,
  });
}

/** What an offset of a file would put where. The one before stays on the screen while the next is asked for. */
export function useOffsetPreview(signalImportId: string, offsetMs: number) {
  return useQuery({
    queryKey: ["offset", signalImportId, offsetMs],
    queryFn: ({ signal }) => getJson<OffsetPreview>(`/signals/${signalImportId}/offset?offsetMs=${offsetMs}`, signal),
    placeholderData: keepPreviousData,
  });
}

/** Moves a file's rows against the video. */
export function useSetOffset(signalImportId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (offsetMs: number) =>
      postJson<{ movedByMs: number }>(`/signals/${signalImportId}/offset`, { offsetMs }),
    // Chat, events, transcript, curves and counts all show times.
    onSuccess: () => client.invalidateQueries(),
  });
}
