"use client";
import { useCallback, useMemo, useRef } from "react";
import { usePlayhead } from "#app/_player/use-player.ts";
import { chatSliceMs, useChat } from "#app/_queries/signals.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { findRowAt, SyncedList } from "./synced-list.client.tsx";
import { TabNote, TimedRow } from "./timed-row.tsx";

/** The chat in step with the picture. Only the slices around the playhead are loaded. */
export function ChatTab({ streamId, control, offsetMs, durationSeconds }: TabProps) {
  const nowMs = usePlayhead(control) * 1000 + offsetMs;
  const anchorMs = useChatAnchor(nowMs);
  const chat = useChat(streamId, { anchorMs, firstMs: offsetMs, lastMs: offsetMs + durationSeconds * 1000 });
  const rows = useMemo(() => chat.data?.pages.flatMap((page) => page.messages) ?? [], [chat.data]);
  const { fetchNextPage, fetchPreviousPage, hasNextPage, hasPreviousPage, isFetching } = chat;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const onNearStart = useCallback(() => {
    if (hasPreviousPage && !isFetching) void fetchPreviousPage();
  }, [hasPreviousPage, isFetching, fetchPreviousPage]);

  if (chat.error) {
    return (
      <div className="p-3">
        <ErrorState title="Chat couldn't be loaded" text={chat.error.message} onRetry={chat.refetch} />
      </div>
    );
  }
  if (chat.isLoading) {
    return (
      <div className="p-3">
        <SkeletonList count={8} className="h-9" />
      </div>
    );
  }
  if (rows.length === 0 && !hasNextPage && !hasPreviousPage) {
    return <TabNote>No chat. Add its file on the stream's page.</TabNote>;
  }
  return (
    <SyncedList
      rows={rows}
      label="Chat messages"
      keyOf={(row) => row.id}
      nowIndex={findRowAt(rows, nowMs, (row) => row.offsetMs)}
      onNearEnd={onNearEnd}
      onNearStart={onNearStart}
      render={(row, isNow) => (
        <TimedRow atSeconds={(row.offsetMs - offsetMs) / 1000} isNow={isNow} onJump={control.seek}>
          <bdi className="font-medium text-signal-chat">{row.author}</bdi> <bdi>{row.text}</bdi>
        </TimedRow>
      )}
    />
  );
}

/** Where the loaded chat starts from: moves only when the playhead leaves for a slice that playing on doesn't reach. */
function useChatAnchor(nowMs: number): number {
  const state = useRef({ anchorMs: nowMs, lastSlice: Math.floor(nowMs / chatSliceMs) });
  const slice = Math.floor(nowMs / chatSliceMs);
  if (slice !== state.current.lastSlice) {
    if (slice !== state.current.lastSlice + 1) state.current.anchorMs = nowMs;
    state.current.lastSlice = slice;
  }
  return state.current.anchorMs;
}
