"use client";
import { memo, useEffect, useMemo, useState } from "react";
import { usePlayhead } from "#app/_player/use-player.ts";
import { type ChatRow, useChatPages, useChatSearch, useReadChat } from "#app/_queries/signals.ts";
import { useMinimap } from "#app/_queries/vods.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { buildChatIndex, type ChatIndex, ordinalAt, pageBounds, pageOfSecond, secondOf } from "./chat-index.ts";
import { type ListTarget, LongList, type RowWindow } from "./long-list.client.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { TabSearch } from "./tab-search.client.tsx";
import { Found, PendingRow, TabNote, TimedRow } from "./timed-row.tsx";
import { stepHit, useSearch } from "./use-search.ts";

/** The whole chat in step with the picture. Any place of it is one question away: how many messages are where is known. */
export function ChatTab(props: TabProps) {
  const { data: map, error, refetch } = useMinimap(props.vodId);
  const index = useMemo(() => map && buildChatIndex(map.chatPerSecond), [map]);
  if (!index) {
    return (
      <div className="p-3">
        {error ? (
          <ErrorState title="Chat couldn't be loaded" text={error.message} onRetry={refetch} />
        ) : (
          <SkeletonList count={8} className="h-9" />
        )}
      </div>
    );
  }
  if (index.total === 0) return <TabNote>No chat. Add its file on the stream's page.</TabNote>;
  return <Chat {...props} index={index} />;
}

function Chat(props: TabProps & { index: ChatIndex }) {
  const { streamId, control, offsetMs, index, onMarks } = props;
  const seconds = usePlayhead(control);
  const nowIndex = useNowIndex(streamId, index, seconds, offsetMs);
  const { text, setText, search, at, setAt } = useSearch();
  const wholeMs = { fromMs: offsetMs, toMs: offsetMs + (index.firstOf.length - 1) * 1000 };
  const found = useChatSearch(streamId, search, wholeMs);
  const hits = useMemo(
    () =>
      (search === "" ? [] : (found.data?.hits ?? [])).map((hit) => ({
        id: hit.id,
        atSeconds: (hit.offsetMs - offsetMs) / 1000,
      })),
    [search, found.data, offsetMs],
  );
  useEffect(() => {
    onMarks(hits.map((hit) => hit.atSeconds));
    return () => onMarks([]);
  }, [hits, onMarks]);
  const [target, setTarget] = useState<ListTarget | null>(null);
  const readChat = useReadChat(streamId);
  const step = async (by: 1 | -1) => {
    const next = stepHit(hits, at, by, control.getTime());
    if (next === null) return;
    setAt(next);
    const hit = hits[next]!;
    const bounds = pageBounds(index, pageOfSecond(index, Math.floor(hit.atSeconds)));
    const rows = await readChat(rangeOf(bounds, offsetMs)).catch(() => []);
    const within = rows.findIndex((row) => row.id === hit.id);
    setTarget({ index: within < 0 ? ordinalAt(index, hit.atSeconds) : bounds.first + within });
  };
  const hitId = hits[at]?.id ?? null;
  return (
    <div className="flex h-full flex-col">
      <TabSearch
        label="Search the chat"
        {...{ text, at, onText: setText, onStep: step }}
        count={found.data ? hits.length : null}
        isCut={found.data?.isCut}
      />
      {found.error ? (
        <div className="p-3">
          <ErrorState title="The search failed" text={found.error.message} onRetry={found.refetch} />
        </div>
      ) : null}
      <div className="min-h-0 flex-1">
        <LongList count={index.total} label="Chat messages" nowIndex={nowIndex} target={target}>
          {(shown) => <ChatRows {...props} {...{ shown, nowIndex, hitId, search }} />}
        </LongList>
      </div>
    </div>
  );
}

const rangeOf = ({ fromSecond, toSecond }: { fromSecond: number; toSecond: number }, offsetMs: number) => ({
  fromMs: fromSecond * 1000 + offsetMs,
  toMs: toSecond * 1000 + offsetMs,
});

/** Rows in sight, each as soon as its page is there. */
function ChatRows(
  props: TabProps & { index: ChatIndex; shown: RowWindow; nowIndex: number; hitId: number | null; search: string },
) {
  const { streamId, offsetMs, index, shown, nowIndex, hitId, search, control } = props;
  const firstPage = pageOfSecond(index, secondOf(index, shown.first));
  const lastPage = pageOfSecond(index, secondOf(index, Math.max(shown.first, shown.end - 1)));
  const bounds = Array.from({ length: lastPage - firstPage + 1 }, (_, n) => pageBounds(index, firstPage + n));
  const pages = useChatPages(
    streamId,
    bounds.map((one) => rangeOf(one, offsetMs)),
  );
  return Array.from({ length: shown.end - shown.first }, (_, n) => {
    const ordinal = shown.first + n;
    const page = bounds.findIndex((one) => ordinal < one.end);
    const row = pages[page]?.data?.[ordinal - bounds[page]!.first];
    if (!row) return <PendingRow key={ordinal} atSeconds={secondOf(index, ordinal)} />;
    return (
      <Message
        key={ordinal}
        {...{ row, offsetMs, search }}
        isNow={ordinal === nowIndex}
        isHit={row.id === hitId}
        onJump={control.seek}
      />
    );
  });
}

const Message = memo(function Message(props: {
  row: ChatRow;
  offsetMs: number;
  search: string;
  isNow: boolean;
  isHit: boolean;
  onJump: (seconds: number) => void;
}) {
  const { row, search } = props;
  return (
    <TimedRow
      atSeconds={(row.offsetMs - props.offsetMs) / 1000}
      isNow={props.isNow}
      isHit={props.isHit}
      onJump={props.onJump}
    >
      <bdi className="font-medium text-signal-chat">
        <Found text={row.author} search={search} />
      </bdi>{" "}
      <bdi>
        <Found text={row.text} search={search} />
      </bdi>
    </TimedRow>
  );
});

/** The last message at or before the playhead: to the second from the counts, to the message once its page is there. */
function useNowIndex(streamId: string, index: ChatIndex, seconds: number, offsetMs: number): number {
  const bounds = pageBounds(index, pageOfSecond(index, Math.floor(seconds)));
  const [page] = useChatPages(streamId, [rangeOf(bounds, offsetMs)]);
  const nowMs = seconds * 1000 + offsetMs;
  const rows = page?.data;
  if (!rows) return ordinalAt(index, seconds) - 1;
  const after = rows.findIndex((row) => row.offsetMs > nowMs);
  return bounds.first + (after < 0 ? rows.length : after) - 1;
}
