/** Pure shapes of parsed signals: no I/O, no clock. Offsets are milliseconds after stream time zero. */

export type ChatMessage = { offsetMs: number; author: string; text: string };

export type StreamEventKind = "raid" | "gift" | "cheer" | "hype_train" | "sub" | "redemption";

/** `amount`: raiders, gifted subs, bits or hype level, by kind; null where the source doesn't say. */
export type StreamEvent = {
  offsetMs: number;
  kind: StreamEventKind;
  actor: string | null;
  amount: number | null;
  text: string | null;
};

export type TranscriptSegment = {
  startMs: number;
  endMs: number;
  text: string;
  words: { startMs: number; endMs: number; text: string }[] | null;
};

/** What a parser made of a file. `unreadable` lines are counted, with the first few kept as examples. */
export type ParseReport = {
  format: string;
  parsedCount: number;
  /** Event lines found inside a chat file. */
  eventCount: number;
  unreadableCount: number;
  unreadableExamples: { line: number; text: string }[];
  /** Lines that continued the message before. */
  continuationCount: number;
  /** Wall-clock time of offset zero where the file has dates; null for times counted from the start. */
  originEpochMs: number | null;
};

export type SignalKind = "chat" | "events" | "transcript";

/** A handed-in file as screens see it. `afterEndCount`: rows past the VOD's end (0 while that is unknown). */
export type SignalImportView = {
  id: string;
  kind: SignalKind;
  state: "queued" | "running" | "done" | "failed" | "replaced";
  failureCode: string | null;
  failureText: string | null;
  fileName: string;
  format: string | null;
  sizeBytes: number;
  parsedCount: number;
  eventCount: number;
  unreadableCount: number;
  unreadableExamples: { line: number; text: string }[];
  offsetMs: number;
  beforeStartCount: number;
  /** Lines that continued the message before them. */
  continuationCount: number;
  afterEndCount: number;
  createdAt: Date;
  /** When its rows were read or last moved. */
  finishedAt: Date | null;
};

/** A day either way: more than that is another stream's file. */
export const mostOffsetMs = 86_400_000;

/** What an offset would put where. Seconds are VOD time; `samples` are in the order of the file. */
export type OffsetPreview = {
  signalImportId: string;
  kind: SignalKind;
  vodId: string | null;
  /** Null while the video isn't processed. */
  durationSeconds: number | null;
  currentOffsetMs: number;
  offsetMs: number;
  /** Rows before, within and after the video with this offset. */
  counts: { before: number; within: number; after: number };
  samples: { nowSeconds: number; thenSeconds: number; text: string; note: string }[];
};
