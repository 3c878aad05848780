"use client";
import { useEffect, useMemo, useState } from "react";
import { usePlayhead } from "#app/_player/use-player.ts";
import { type TranscriptRow, useTranscript, useWords } from "#app/_queries/signals.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { lastAtMost } from "./chat-index.ts";
import { type ListTarget, LongList, type RowWindow } from "./long-list.client.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { SpokenRow } from "./spoken-row.client.tsx";
import { TabSearch } from "./tab-search.client.tsx";
import { TabNote } from "./timed-row.tsx";
import { stepHit, useSearch } from "./use-search.ts";

/** What was said, in step with the picture; a word leads to where it was said. */
export function TranscriptTab(props: TabProps) {
  const { data: rows, error, refetch } = useTranscript(props.streamId);
  if (!rows) {
    return (
      <div className="p-3">
        {error ? (
          <ErrorState title="The transcript couldn't be loaded" text={error.message} onRetry={refetch} />
        ) : (
          <SkeletonList count={8} className="h-9" />
        )}
      </div>
    );
  }
  if (rows.length === 0) return <TabNote>No transcript. Add its file on the stream's page.</TabNote>;
  return <Transcript {...props} rows={rows} />;
}

function Transcript(props: TabProps & { rows: TranscriptRow[] }) {
  const { rows, control, offsetMs, onMarks } = props;
  const starts = useMemo(() => rows.map((row) => row.startMs), [rows]);
  const nowIndex = lastAtMost(starts, usePlayhead(control) * 1000 + offsetMs);
  const { text, setText, search, at, setAt } = useSearch();
  const hits = useMemo(() => {
    const wanted = search.toLowerCase();
    if (wanted === "") return [];
    return rows.flatMap((row, index) =>
      row.text.toLowerCase().includes(wanted) ? [{ index, atSeconds: (row.startMs - offsetMs) / 1000 }] : [],
    );
  }, [rows, search, offsetMs]);
  useEffect(() => {
    onMarks(hits.map((hit) => hit.atSeconds));
    return () => onMarks([]);
  }, [hits, onMarks]);
  const [target, setTarget] = useState<ListTarget | null>(null);
  const step = (by: 1 | -1) => {
    const next = stepHit(hits, at, by, control.getTime());
    if (next === null) return;
    setAt(next);
    setTarget({ index: hits[next]!.index });
  };
  const hitIndex = hits[at]?.index ?? -1;
  return (
    <div className="flex h-full flex-col">
      <TabSearch label="Search the transcript" {...{ text, at, onText: setText, onStep: step }} count={hits.length} />
      <div className="min-h-0 flex-1">
        <LongList count={rows.length} label="Transcript" nowIndex={nowIndex} target={target}>
          {(shown) => <SpokenRows {...props} {...{ shown, nowIndex, hitIndex, search }} />}
        </LongList>
      </div>
    </div>
  );
}

/** Times of words come for this many segments at once. */
const segmentsInPage = 60;

function SpokenRows(
  props: TabProps & { rows: TranscriptRow[]; shown: RowWindow; nowIndex: number; hitIndex: number; search: string },
) {
  const { streamId, rows, shown, nowIndex, hitIndex, search, offsetMs, control } = props;
  const firstPage = Math.floor(shown.first / segmentsInPage);
  const lastPage = Math.floor(Math.max(shown.first, shown.end - 1) / segmentsInPage);
  const ranges = Array.from({ length: lastPage - firstPage + 1 }, (_, n) => {
    const from = (firstPage + n) * segmentsInPage;
    const page = rows.slice(from, from + segmentsInPage);
    return { fromMs: page[0]!.startMs, toMs: Math.max(page[0]!.startMs + 1, ...page.map((row) => row.endMs)) };
  });
  const words = useWords(streamId, ranges);
  return rows.slice(shown.first, shown.end).map((row, n) => {
    const index = shown.first + n;
    return (
      <SpokenRow
        key={row.id}
        {...{ row, offsetMs, search, control }}
        words={words.get(row.id) ?? null}
        isNow={index === nowIndex}
        isHit={index === hitIndex}
      />
    );
  });
}
