import { AppError } from "#lib/errors.ts";
import type { ParseReport } from "./model.ts";

/**
 * What one chat, events or transcript file may hold. Each is several times what the longest real ones have; together
 * they bound the memory of reading a file, whatever is in it, and the rows it can leave in the database.
 */
export const signalLimits = {
  /** Of text, unpacked. */
  decodedBytes: 16_000_000_000,
  /** Times its size that a gzip file may unpack to, once it is past the first megabytes. Chat comes to 5 to 30. */
  expansion: 200,
  expansionFreeBytes: 16_000_000,
  /** Of a line; what goes on after it is left out. */
  lineLength: 1_048_576,
  /** A line that goes on for this long is no line. */
  endlessLineLength: 67_108_864,
  /** Of one JSON record, and of a small document taken whole. */
  recordLength: 2_000_000,
  /** Of a single text outside of records, as Whisper's whole transcript before its segments. */
  outsideLength: 16_000_000,
  jsonDepth: 64,
  messages: 5_000_000,
  events: 200_000,
  segments: 1_000_000,
  /** A file of which this many lines can't be read, and next to none can, is another kind of file. */
  unreadableLines: 100_000,
};

const counted = (count: number, most: number, what: string): void => {
  if (count <= most) return;
  throw new AppError(
    "too_large",
    `The file has more than ${most.toLocaleString("en-US")} ${what}. Hand in that of one stream, or a part of it.`,
  );
};

/** Throws `too_large` once a file has given more than one stream can have. */
export function requireFewRows(report: Pick<ParseReport, "parsedCount" | "eventCount">, what: "chat" | "events"): void {
  if (what === "chat") counted(report.parsedCount, signalLimits.messages, "messages");
  counted(report.eventCount, signalLimits.events, "events");
}

export const requireFewSegments = (count: number): void => counted(count, signalLimits.segments, "transcript lines");

/** Throws `signal_unreadable` for a file that goes on and on without anything that can be read. */
export function requireSomeReadable(report: ParseReport): void {
  const lost = report.unreadableCount + report.continuationCount;
  if (lost < signalLimits.unreadableLines || lost < 20 * (report.parsedCount + report.eventCount)) return;
  throw new AppError(
    "signal_unreadable",
    `Of the first ${lost.toLocaleString("en-US")} lines next to none can be read. Check that it is the right file.`,
  );
}

export const tooDeep = () =>
  new AppError(
    "signal_unreadable",
    `The JSON is nested more than ${signalLimits.jsonDepth} levels deep, which no chat, events or transcript is.`,
  );

export const tooLarge = () =>
  new AppError(
    "signal_unreadable",
    `The JSON has parts of more than ${signalLimits.recordLength / 1_000_000} MB, which no message, event or line of a transcript is.`,
  );
