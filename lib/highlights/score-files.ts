import { type ChatColumns, collectChat } from "#lib/signals/chat-columns.ts";
import type { ParseReport, StreamEvent, TranscriptSegment } from "#lib/signals/model.ts";
import { type ReadOptions, readChat } from "#lib/signals/read-chat.ts";
import { readEvents } from "#lib/signals/read-events.ts";
import { readTranscript } from "#lib/signals/read-transcript.ts";
import type { ReactionLag, ScoredHighlight, SignalStates } from "./model.ts";
import { scoreHighlights } from "./score.ts";
import type { DetectionSettings } from "./settings.ts";

export type ScoreFilesInput = {
  chatPath: string;
  eventsPath?: string;
  transcriptPath?: string;
  /** Length of the video in seconds; null: as long as the signals reach. */
  durationSeconds: number | null;
  /** Added to the times of the chat and its event lines. */
  chatOffsetMs?: number;
  limit: number;
  settings: DetectionSettings;
  streamStartedAt?: Date | null;
  signal?: AbortSignal;
};

export type FileScores = {
  highlights: ScoredHighlight[];
  states: SignalStates;
  lag: ReactionLag;
  reports: { chat: ParseReport; events: ParseReport | null; transcript: ParseReport | null };
};

/** Scores a chat file, with events and transcript where given, without a database. Memory doesn't grow with the texts. */
export async function scoreFiles(input: ScoreFilesInput): Promise<FileScores> {
  const options: ReadOptions = { streamStartedAt: input.streamStartedAt ?? null, signal: input.signal };
  const events: StreamEvent[] = [];
  const { chat, report } = await collectChatFile(
    input.chatPath,
    { ...options, offsetMs: input.chatOffsetMs },
    input.durationSeconds,
    events,
  );
  const reports: FileScores["reports"] = { chat: report, events: null, transcript: null };
  if (input.eventsPath !== undefined) {
    // Logs with dates share the chat's time zero.
    const origin = report.originEpochMs === null ? options.streamStartedAt : new Date(report.originEpochMs);
    const read = await readEvents(input.eventsPath, { ...options, streamStartedAt: origin ?? null });
    for await (const batch of read.batches) events.push(...batch);
    reports.events = read.report;
  }
  const transcript: TranscriptSegment[] = [];
  if (input.transcriptPath !== undefined) {
    const read = await readTranscript(input.transcriptPath, options);
    for await (const batch of read.batches) transcript.push(...batch);
    reports.transcript = read.report;
  }
  const { durationSeconds, limit, settings } = input;
  const signals = { chat, events, transcript, loudness: null, sceneChanges: [], channelLags: [] };
  const scored = scoreHighlights({ ...signals, durationSeconds, limit, keepsAll: true, settings });
  return { ...scored, reports };
}

async function collectChatFile(
  filePath: string,
  options: ReadOptions,
  durationSeconds: number | null,
  events: StreamEvent[],
): Promise<{ chat: ChatColumns; report: ParseReport }> {
  const collector = collectChat({ durationSeconds });
  const { batches, report } = await readChat(filePath, options);
  for await (const batch of batches) {
    for (const message of batch.messages) collector.add(message.offsetMs, message.author, message.text);
    for (const event of batch.events) events.push(event);
  }
  return { chat: collector.finish(), report };
}
