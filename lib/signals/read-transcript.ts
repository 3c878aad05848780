import { cleanText } from "./clean-text.ts";
import { alignTimes, parseClock, type TimeAligner } from "./clock.ts";
import { type JsonRecord, jsonKindOf, readJsonLines, scanRecords } from "./json-records.ts";
import { arrayAt, isObject, numberAt, objectAt, stringAt } from "./json-value.ts";
import { requireFewSegments } from "./limits.ts";
import type { ParseReport, TranscriptSegment } from "./model.ts";
import { openText, splitLines } from "./open-text.ts";
import { peekChunks } from "./peek.ts";
import { emptyReport, noteUnreadable, type ReadOptions } from "./read-chat.ts";
import { unreadable } from "./sniff-file.ts";

export const acceptedTranscript = "WebVTT, SRT, Whisper JSON, or lines of HH:MM:SS: text; plain or gzip";

/**
 * Reads a transcript in batches; `report` is complete when the batches are through.
 * Captions that repeat the line before (rolling captions) are joined into one segment each line.
 */
export async function readTranscript(
  filePath: string,
  options: ReadOptions = {},
): Promise<{ batches: AsyncGenerator<TranscriptSegment[]>; report: ParseReport }> {
  const source = await openText(filePath, { accepts: acceptedTranscript, signal: options.signal });
  const report = emptyReport();
  const aligner = alignTimes({ streamStartedAt: null, shiftMs: options.offsetMs });
  async function* batches(): AsyncGenerator<TranscriptSegment[]> {
    const { head, all } = await peekChunks(source.chunks, 65_536);
    if (head.trim() === "") return;
    const json = jsonKindOf(head);
    const parsed =
      json !== null
        ? readRecords(json === "lines" ? readJsonLines(all) : scanRecords(all), aligner, report)
        : hasCues(head)
          ? readCues(all, head.trimStart().startsWith("WEBVTT"), aligner, report)
          : readPlain(all, head, aligner, report);
    for await (const batch of parsed) {
      report.parsedCount += batch.length;
      requireFewSegments(report.parsedCount);
      options.onProgress?.(source.sizeBytes === 0 ? 1 : source.readBytes() / source.sizeBytes);
      if (batch.length > 0) yield batch;
    }
  }
  return { batches: batches(), report };
}

/** A segment with its times in order and its text fit to store. */
function segmentOf(
  aligner: TimeAligner,
  startMs: number,
  endMs: number,
  text: string,
  words: TranscriptSegment["words"],
): TranscriptSegment {
  const start = aligner.relative(startMs);
  return { startMs: start, endMs: Math.max(start, aligner.relative(endMs)), text: cleanText(text), words };
}

async function* readRecords(
  records: AsyncIterable<JsonRecord[]>,
  aligner: TimeAligner,
  report: ParseReport,
): AsyncGenerator<TranscriptSegment[]> {
  report.format = "whisper-json";
  let known = 0;
  for await (const some of records) {
    const batch: TranscriptSegment[] = [];
    for (const { value, text, number } of some) {
      const segment = readRecord(value, aligner);
      if (segment === null) noteUnreadable(report, number, text);
      else known += 1;
      if (segment !== null && segment.text !== "") batch.push(segment);
    }
    yield batch;
  }
  if (known === 0 && report.unreadableCount > 0)
    throw unreadable("JSON without transcript segments", acceptedTranscript);
}

/** Whisper `{ start, end, text, words }` (s), whisper.cpp `{ offsets: { from, to } }` (ms), `{ timestamp: [s, e] }`. */
function readRecord(value: unknown, aligner: TimeAligner): TranscriptSegment | null {
  if (!isObject(value)) return null;
  const text = (stringAt(value, "text", "content") ?? "").trim();
  const stamp = arrayAt(value, "timestamp");
  const offsets = objectAt(value, "offsets");
  const from = numberAt(offsets, "from");
  const start =
    from ??
    seconds(numberAt(value, "start", "start_time", "startSeconds")) ??
    seconds(numberAt({ at: stamp[0] }, "at"));
  const end =
    numberAt(offsets, "to") ??
    seconds(numberAt(value, "end", "end_time", "endSeconds")) ??
    seconds(numberAt({ at: stamp[1] }, "at"));
  if (start === null) return null;
  const words = arrayAt(value, "words").flatMap((word) => {
    const at = numberAt(word, "start");
    const to = numberAt(word, "end");
    const said = stringAt(word, "word", "text");
    if (at === null || to === null || said === null) return [];
    const wordStart = aligner.relative(at * 1000);
    return [
      { startMs: wordStart, endMs: Math.max(wordStart, aligner.relative(to * 1000)), text: cleanText(said.trim()) },
    ];
  });
  return segmentOf(aligner, start, end ?? start, text, words.length > 0 ? words : null);
}

const seconds = (value: number | null): number | null => (value === null ? null : value * 1000);

const longestCueLine = 10_000;
/** A copy, since a slice keeps the whole line in memory. */
const shortened = (line: string) =>
  line.length <= longestCueLine
    ? line
    : Buffer.from(line.slice(0, longestCueLine), "utf16le").toString("utf16le").toWellFormed();
const cueTimes = /^\s*((?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3})/;
const hasCues = (head: string) =>
  head.trimStart().startsWith("WEBVTT") || head.split("\n").some((line) => cueTimes.test(line));

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": " ",
  "&lrm;": "",
  "&rlm;": "",
};
const bare = (text: string) =>
  text
    .replace(/<[^>]{0,200}>/g, "")
    .replace(/\{\\[^}]{0,100}\}/g, "")
    .replace(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => entities[entity]!)
    .trim();

async function* readCues(
  chunks: AsyncIterable<string>,
  isVtt: boolean,
  aligner: TimeAligner,
  report: ParseReport,
): AsyncGenerator<TranscriptSegment[]> {
  report.format = isVtt ? "webvtt" : "srt";
  let number = 0;
  let cue: { startMs: number; endMs: number; lines: string[]; line: number } | null = null;
  let shown: string[] = [];
  let isBlockStart = true;
  let batch: TranscriptSegment[] = [];
  const close = () => {
    if (cue === null) return;
    const lines = cue.lines.map(bare).filter((line) => line !== "");
    // Rolling captions show the line before again; it was said then, not now.
    let from = 0;
    if (isVtt) while (from < lines.length && shown.includes(lines[from]!)) from += 1;
    const text = lines.slice(from).join(" ");
    if (lines.length > 0) shown = lines;
    if (text !== "") batch.push(segmentOf(aligner, cue.startMs, cue.endMs, text, null));
    cue = null;
  };
  for await (const lines of splitLines(chunks)) {
    for (const raw of lines) {
      number += 1;
      const line = number === 1 ? raw.replace(/^\uFEFF/, "") : raw;
      const match = line.includes("-->") ? cueTimes.exec(line) : null;
      if (line.includes("-->")) {
        // The number above an SRT cue is no text of the cue before it.
        const before = cue as { lines: string[] } | null;
        if (before && /^\d+$/.test(before.lines.at(-1)?.trim() ?? "")) before.lines.pop();
      }
      if (match) {
        close();
        const startMs = parseClock(match[1]!);
        const endMs = parseClock(match[2]!);
        if (startMs === null || endMs === null) noteUnreadable(report, number, line);
        else cue = { startMs, endMs, lines: [], line: number };
        isBlockStart = false;
      } else if (line.includes("-->")) {
        close();
        noteUnreadable(report, number, line);
        isBlockStart = false;
      } else if (cue !== null) {
        // A blank line ends a cue in WebVTT; SRT files have them inside cues too, so the next time ends it there.
        if (line === "" && isVtt && (cue as { lines: string[] }).lines.length > 0) close();
        else if ((cue as { lines: string[] }).lines.length < 100)
          (cue as { lines: string[] }).lines.push(shortened(line));
      } else if (line.trim() === "") isBlockStart = true;
      else if (isBlockStart && !isVtt && !/^\d+$/.test(line.trim())) {
        noteUnreadable(report, number, line);
      }
    }
    yield batch;
    batch = [];
  }
  close();
  yield batch;
}

const plainLine =
  /^\s*[[(]?((?:\d{1,3}:)?\d{1,2}:\d\d(?:[.,]\d{1,3})?)[\])]?\s*(?:-{1,2}>?\s*[[(]?((?:\d{1,3}:)?\d{1,2}:\d\d(?:[.,]\d{1,3})?)[\])]?)?\s*[:\-–]?\s+(.*)$/;
const longestSegmentMs = 15_000;

/** `HH:MM:SS: text` lines; a segment lasts until the next one, 15 s at most. */
async function* readPlain(
  chunks: AsyncIterable<string>,
  head: string,
  aligner: TimeAligner,
  report: ParseReport,
): AsyncGenerator<TranscriptSegment[]> {
  const sample = head
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, 200);
  if (sample.filter((line) => plainLine.test(line)).length < Math.max(1, sample.length * 0.05)) {
    throw unreadable("plain text without times", acceptedTranscript);
  }
  report.format = "timed-text";
  let number = 0;
  let held: { startMs: number; endMs: number | null; text: string } | null = null;
  for await (const lines of splitLines(chunks)) {
    const batch: TranscriptSegment[] = [];
    const close = (nextMs: number | null) => {
      if (held === null) return;
      const longest = held.startMs + longestSegmentMs;
      const next = nextMs !== null && nextMs > held.startMs ? nextMs : longest;
      if (held.text !== "")
        batch.push(segmentOf(aligner, held.startMs, held.endMs ?? Math.min(next, longest), held.text, null));
      held = null;
    };
    for (const line of lines) {
      number += 1;
      if (line.trim() === "") continue;
      const match = plainLine.exec(line);
      const startMs = match ? parseClock(match[1]!) : null;
      if (match && startMs !== null) {
        close(startMs);
        held = { startMs, endMs: match[2] === undefined ? null : parseClock(match[2]), text: match[3]!.trim() };
      } else if (held !== null && !/^\s*[[(]?\d+:\d/.test(line) && !line.includes("\uFFFD")) {
        (held as { text: string }).text = cleanText(`${(held as { text: string }).text} ${line.trim()}`);
      } else noteUnreadable(report, number, line);
    }
    yield batch;
  }
  if (held !== null) {
    const { startMs, endMs, text } = held as { startMs: number; endMs: number | null; text: string };
    yield [segmentOf(aligner, startMs, endMs ?? startMs + 5_000, text, null)];
  }
}
