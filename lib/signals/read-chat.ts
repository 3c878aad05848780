import { findLineFormat, type LineTarget, readChatLines } from "./chat-lines.ts";
import { chatRecordReader } from "./chat-records.ts";
import { cleanName, cleanText } from "./clean-text.ts";
import { alignTimes, type TimeAligner } from "./clock.ts";
import { findCsvLayout, readCsv } from "./csv.ts";
import { findEventLine } from "./event-lines.ts";
import { jsonKindOf, readJsonLines, scanRecords } from "./json-records.ts";
import { requireFewRows, requireSomeReadable } from "./limits.ts";
import type { ChatMessage, ParseReport, StreamEvent } from "./model.ts";
import { openText, splitLines } from "./open-text.ts";
import { peekChunks } from "./peek.ts";
import { unreadable } from "./sniff-file.ts";

export type ChatBatch = { messages: ChatMessage[]; events: StreamEvent[] };

export type ReadOptions = {
  /** Aligns wall-clock times; null: the file's first time is zero. */
  streamStartedAt?: Date | null;
  /** Added to every offset. */
  offsetMs?: number;
  /** 0 to 1 of the file's bytes, after every batch. */
  onProgress?: (fraction: number) => void;
  signal?: AbortSignal;
};

export const acceptedChat =
  "Twitch chat text ([0:12:34] <name> text), TwitchDownloader, Twitch comments, chat-downloader, YouTube live chat or Kick JSON, IRC and Chatterino logs, or CSV with time, author and message columns; plain or gzip";

/** An empty report to be filled while reading. */
export const emptyReport = (): ParseReport => ({
  format: "empty",
  parsedCount: 0,
  eventCount: 0,
  unreadableCount: 0,
  unreadableExamples: [],
  continuationCount: 0,
  originEpochMs: null,
});

/** Counts something unreadable and keeps the first five as examples. */
export function noteUnreadable(report: ParseReport, line: number, text: string): void {
  report.unreadableCount += 1;
  if (report.unreadableExamples.length < 5)
    report.unreadableExamples.push({ line, text: cleanText(text.slice(0, 200)) });
  requireSomeReadable(report);
}

/**
 * Reads a chat file of any known format in batches; `report` is complete when the batches are through.
 * Throws `signal_unreadable` for a file that is no chat, saying what it looks like. An empty file is a chat of 0 messages.
 */
export async function readChat(
  filePath: string,
  options: ReadOptions = {},
): Promise<{ batches: AsyncGenerator<ChatBatch>; report: ParseReport }> {
  const source = await openText(filePath, { accepts: acceptedChat, signal: options.signal });
  const report = emptyReport();
  const aligner = alignTimes({ streamStartedAt: options.streamStartedAt ?? null, shiftMs: options.offsetMs });
  async function* batches(): AsyncGenerator<ChatBatch> {
    let batch: ChatBatch = { messages: [], events: [] };
    const sink = chatSink(report, () => batch);
    for await (const _ of parseChat(source.chunks, aligner, report, sink)) {
      sink.settle();
      if (batch.messages.length + batch.events.length === 0) continue;
      yield batch;
      batch = { messages: [], events: [] };
      options.onProgress?.(source.sizeBytes === 0 ? 1 : source.readBytes() / source.sizeBytes);
    }
    sink.settle(true);
    report.originEpochMs = aligner.originEpochMs();
    if (batch.messages.length + batch.events.length > 0) yield batch;
  }
  return { batches: batches(), report };
}

type Sink = LineTarget & { event: (event: StreamEvent) => void; settle: (isEnd?: boolean) => void };

/** Holds the last message back for its continuation lines, and sorts event lines out. */
function chatSink(report: ParseReport, batch: () => ChatBatch): Sink & { line: { number: number } } {
  let last: ChatMessage | null = null;
  const line = { number: 0 };
  const flush = () => {
    if (last === null) return;
    const message = last;
    last = null;
    const event = findEventLine(message.offsetMs, message.author, message.text);
    if (event) {
      report.eventCount += 1;
      batch().events.push(event);
      requireFewRows(report, "chat");
    } else {
      report.parsedCount += 1;
      batch().messages.push(message);
      requireFewRows(report, "chat");
    }
  };
  return {
    line,
    message: (offsetMs, author, text) => {
      flush();
      last = { offsetMs, author: cleanName(author), text: cleanText(text) };
    },
    continuation: (text) => {
      if (last === null || text.includes("\uFFFD")) return false;
      report.continuationCount += 1;
      requireSomeReadable(report);
      if (last.text.length < 2_000) last.text = cleanText(`${last.text}\n${text}`);
      return true;
    },
    event: (event) => {
      report.eventCount += 1;
      batch().events.push(event);
      requireFewRows(report, "chat");
    },
    unreadable: (text) => noteUnreadable(report, line.number, text),
    settle: (isEnd) => {
      if (isEnd) flush();
    },
  };
}

/** Recognises the format from the first piece and feeds the sink; yields after every piece. */
async function* parseChat(
  chunks: AsyncIterable<string>,
  aligner: TimeAligner,
  report: ParseReport,
  sink: Sink & { line: { number: number } },
): AsyncGenerator<void> {
  const { head, all } = await peekChunks(chunks, 65_536);
  if (head.trim() === "") return;
  const json = jsonKindOf(head);
  if (json !== null) {
    const read = chatRecordReader(aligner, report, sink);
    const records = json === "lines" ? readJsonLines(all) : scanRecords(all);
    for await (const batch of records) {
      for (const record of batch) {
        sink.line.number = record.number;
        read(record);
      }
      yield;
    }
    if (report.format === "empty" && report.unreadableCount > 0)
      throw unreadable("JSON without chat messages", acceptedChat);
    if (report.format === "empty") report.format = "json-empty";
    return;
  }
  const sample = head.split("\n").slice(0, 500);
  const format = findLineFormat(sample);
  if (format !== null) {
    report.format = format;
    const read = readChatLines(format, aligner, sink);
    for await (const lines of splitLines(all)) {
      for (const text of lines) {
        sink.line.number += 1;
        read(text);
      }
      yield;
    }
    return;
  }
  const layout = findCsvLayout(sample);
  if (layout === null) throw unreadable(describeText(head), acceptedChat);
  report.format = "csv";
  yield* readCsv(all, layout, aligner, sink);
}

/** What a text that is no chat looks like. */
export function describeText(head: string): string {
  const start = head.trimStart();
  if (start.startsWith("WEBVTT") || /^\d+\s*\n\d\d:\d\d:\d\d[,.]\d/.test(start))
    return "subtitles (hand it in as the transcript)";
  if (start.startsWith("{") || start.startsWith("[{")) return "damaged JSON";
  return "plain text without chat lines";
}
