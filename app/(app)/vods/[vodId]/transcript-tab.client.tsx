"use client";
import { usePlayhead } from "#app/_player/use-player.ts";
import { useTranscript } from "#app/_queries/signals.ts";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { TabProps } from "./replay-tabs.client.tsx";
import { findRowAt, SyncedList } from "./synced-list.client.tsx";
import { TabNote, TimedRow } from "./timed-row.tsx";

/** What was said, in step with the picture. */
export function TranscriptTab({ streamId, control, offsetMs }: TabProps) {
  const { data: rows, error, refetch } = useTranscript(streamId);
  const nowMs = usePlayhead(control) * 1000 + offsetMs;
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
  return (
    <SyncedList
      rows={rows}
      label="Transcript"
      keyOf={(row) => row.id}
      nowIndex={findRowAt(rows, nowMs, (row) => row.startMs)}
      render={(row, isNow) => (
        <TimedRow atSeconds={Math.max(0, (row.startMs - offsetMs) / 1000)} isNow={isNow} onJump={control.seek}>
          {row.text}
        </TimedRow>
      )}
    />
  );
}
