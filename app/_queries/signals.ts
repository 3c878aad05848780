import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import type { OffsetPreview, TranscriptSegment } from "#lib/signals/model.ts";
import type { ChatRow, EventRow, TranscriptRow } from "#lib/signals/queries.ts";
import type { ChatHits } from "#lib/signals/search-chat.ts";
import { getJson, postJson } from "./http.ts";

export type { ChatRow, EventRow, TranscriptRow };

/** `[fromMs, toMs)` of stream time. */
export type MsRange = { fromMs: number; toMs: number };

/** What was scrolled past is let go soon: a whole chat would be a hundred megabytes. */
const pageKeptMs = 20_000;
const mostRows = 20_000;

const chatPage = (streamId: string, { fromMs, toMs }: MsRange) => ({
  queryKey: ["chat", streamId, fromMs, toMs],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (
      await getJson<{ messages: ChatRow[] }>(
        `/streams/${streamId}/chat?fromMs=${fromMs}&toMs=${toMs}&limit=${mostRows}`,
        signal,
      )
    ).messages as ChatRow[],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: pageKeptMs,
});

/** Stretches of a stream's chat, each asked for on its own; undefined while one is on its way. */
export const useChatPages = (streamId: string, ranges: MsRange[]) =>
  useQueries({ queries: ranges.map((range) => chatPage(streamId, range)) });

/** Reads one stretch of chat, or takes it from what is there. */
export function useReadChat(streamId: string) {
  const client = useQueryClient();
  return (range: MsRange): Promise<ChatRow[]> => client.fetchQuery(chatPage(streamId, range));
}

/** Where a text is written in a stretch of chat; nothing is asked for without one. */
export function useChatSearch(streamId: string, text: string, { fromMs, toMs }: MsRange) {
  return useQuery({
    queryKey: ["chat-search", streamId, text, fromMs, toMs],
    queryFn: ({ signal }) =>
      getJson<ChatHits>(
        `/streams/${streamId}/chat/search?q=${encodeURIComponent(text)}&fromMs=${fromMs}&toMs=${toMs}`,
        signal,
      ),
    enabled: text !== "",
    staleTime: 60_000,
  });
}

/** All events of a stream. */
export function useEvents(streamId: string) {
  return useQuery({
    queryKey: ["events", streamId],
    queryFn: async ({ signal }) =>
      (await getJson<{ events: EventRow[] }>(`/streams/${streamId}/events?limit=${mostRows}`, signal))
        .events as EventRow[],
    staleTime: 60_000,
  });
}

/** The whole transcript of a stream, without its words' times. */
export function useTranscript(streamId: string) {
  return useQuery({
    queryKey: ["transcript", streamId],
    queryFn: async ({ signal }) => {
      const all = new Map<number, TranscriptRow>();
      for (let from = ""; ; ) {
        const path = `/streams/${streamId}/transcript?limit=${mostRows}${from}`;
        const { segments } = await getJson<{ segments: TranscriptRow[] }>(path, signal);
        const before = all.size;
        for (const one of segments as TranscriptRow[]) all.set(one.id, one);
        const last = segments.at(-1);
        if (segments.length < mostRows || !last || all.size === before) return [...all.values()];
        from = `&fromMs=${last.startMs}`;
      }
    },
    staleTime: 60_000,
  });
}

export type SpokenWords = NonNullable<TranscriptSegment["words"]>;

/** Times of the words of stretches of a transcript, by segment; segments whose words have no times are left out. */
export function useWords(streamId: string, ranges: MsRange[]): ReadonlyMap<number, SpokenWords> {
  return useQueries({
    queries: ranges.map(({ fromMs, toMs }) => ({
      queryKey: ["words", streamId, fromMs, toMs],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const path = `/streams/${streamId}/transcript/words?fromMs=${fromMs}&toMs=${toMs}&limit=${mostRows}`;
        return (await getJson<{ segments: { id: number; words: SpokenWords }[] }>(path, signal)).segments;
      },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: pageKeptMs,
    })),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => data?.map((one) => [one.id, one.words] as const) ?? [])),
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
