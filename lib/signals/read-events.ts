import { findLineFormat, readChatLines } from "./chat-lines.ts";
import { fromNumber, readTime } from "./chat-records.ts";
import { cleanText } from "./clean-text.ts";
import { alignTimes, parseInstant, type TimeAligner } from "./clock.ts";
import { findEventLine } from "./event-lines.ts";
import { readNotification, unwrapNotification } from "./eventsub.ts";
import { type JsonRecord, jsonKindOf, readJsonLines, scanRecords } from "./json-records.ts";
import { isObject, numberAt, stringAt } from "./json-value.ts";
import { requireFewRows } from "./limits.ts";
import type { ParseReport, StreamEvent, StreamEventKind } from "./model.ts";
import { openText, splitLines } from "./open-text.ts";
import { peekChunks } from "./peek.ts";
import { emptyReport, noteUnreadable, type ReadOptions } from "./read-chat.ts";
import { unreadable } from "./sniff-file.ts";

export const acceptedEvents =
  "Twitch EventSub notifications as JSON (one, an array, or one a line), JSON with kind and offsetSeconds, or chat text with event lines; plain or gzip";

const ownKinds = new Set<string>(["raid", "gift", "cheer", "hype_train", "sub", "redemption"]);

/**
 * Reads an events file in batches; `report` is complete when the batches are through. Notifications that are no
 * evidence (title changes, follows) are skipped without a word.
 */
export async function readEvents(
  filePath: string,
  options: ReadOptions = {},
): Promise<{ batches: AsyncGenerator<StreamEvent[]>; report: ParseReport }> {
  const source = await openText(filePath, { accepts: acceptedEvents, signal: options.signal });
  const report = emptyReport();
  const aligner = alignTimes({ streamStartedAt: options.streamStartedAt ?? null, shiftMs: options.offsetMs });
  async function* batches(): AsyncGenerator<StreamEvent[]> {
    const { head, all } = await peekChunks(source.chunks, 65_536);
    if (head.trim() === "") return;
    const json = jsonKindOf(head);
    if (json === null) {
      yield* readEventLines(head, all, aligner, report);
      return;
    }
    report.format = "eventsub-json";
    let known = 0;
    for await (const records of json === "lines" ? readJsonLines(all) : scanRecords(all)) {
      const batch: StreamEvent[] = [];
      for (const record of records) {
        const event = readEventRecord(record, aligner);
        if (event === null) noteUnreadable(report, record.number, record.text);
        else known += 1;
        if (event !== null && event !== "ignored") batch.push(event);
      }
      report.parsedCount += batch.length;
      report.eventCount += batch.length;
      requireFewRows(report, "events");
      if (batch.length > 0) yield batch;
      options.onProgress?.(source.sizeBytes === 0 ? 1 : source.readBytes() / source.sizeBytes);
    }
    if (known === 0 && report.unreadableCount > 0) throw unreadable("JSON without stream events", acceptedEvents);
    report.originEpochMs = aligner.originEpochMs();
  }
  return { batches: batches(), report };
}

function readEventRecord({ value }: JsonRecord, aligner: TimeAligner): StreamEvent | "ignored" | null {
  if (!isObject(value)) return null;
  const ownKind = stringAt(value, "kind", "type");
  if (ownKind !== null && ownKinds.has(ownKind) && !isObject(value.event)) {
    const offsetMs = readTime(value, aligner);
    if (offsetMs === null) return null;
    const amount = numberAt(value, "amount", "count", "viewers", "bits", "total", "level");
    const actor = stringAt(value, "actor", "user", "user_name", "from");
    return tidy({
      offsetMs,
      kind: ownKind as StreamEventKind,
      actor,
      amount,
      text: stringAt(value, "text", "message"),
    });
  }
  const found = unwrapNotification(value);
  if (found === null) return null;
  const facts = readNotification(found.type, found.event);
  if (facts === null || facts === "ignored") return facts;
  // The notification's own time first; the subscription's creation is the last resort of documented examples.
  const { created_at: subscribedAt, ...wrapper } = found.wrapper;
  const own = ["redeemed_at", "ended_at", "started_at", "followed_at", "created_at", "timestamp"];
  const offsetMs =
    readTime(wrapper, aligner) ??
    own.map((key) => timeOf(found.event[key], aligner)).find((one) => one !== null) ??
    timeOf(subscribedAt, aligner);
  return offsetMs === null || offsetMs === undefined ? null : tidy({ offsetMs, ...facts });
}

function timeOf(value: unknown, aligner: TimeAligner): number | null {
  if (typeof value === "number") return fromNumber(value, aligner);
  const instant = typeof value === "string" ? parseInstant(value) : null;
  return instant === null ? null : aligner.absolute(instant);
}

/** Bounded to what the columns hold. */
const tidy = (event: StreamEvent): StreamEvent => ({
  ...event,
  actor: event.actor === null ? null : cleanText(event.actor).slice(0, 100),
  text: event.text === null ? null : cleanText(event.text).slice(0, 500).toWellFormed(),
  amount: event.amount === null ? null : Math.max(0, Math.min(2_000_000_000, Math.round(event.amount))),
});

async function* readEventLines(
  head: string,
  all: AsyncIterable<string>,
  aligner: TimeAligner,
  report: ParseReport,
): AsyncGenerator<StreamEvent[]> {
  const format = findLineFormat(head.split("\n").slice(0, 500));
  if (format === null) throw unreadable("text without times", acceptedEvents);
  report.format = `${format}-events`;
  let batch: StreamEvent[] = [];
  let number = 0;
  const read = readChatLines(format, aligner, {
    message: (offsetMs, author, text) => {
      const event = findEventLine(offsetMs, author, text);
      if (event) batch.push(tidy(event));
    },
    continuation: () => true,
    unreadable: (line) => noteUnreadable(report, number, line),
  });
  for await (const lines of splitLines(all)) {
    for (const line of lines) {
      number += 1;
      read(line);
    }
    report.parsedCount += batch.length;
    report.eventCount += batch.length;
    requireFewRows(report, "events");
    if (batch.length > 0) yield batch;
    batch = [];
  }
  report.originEpochMs = aligner.originEpochMs();
}
