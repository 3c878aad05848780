import { parseInstant, parseZone, type TimeAligner } from "./clock.ts";

/** The kinds of chat written one message a line. */
export type LineFormat = "twitch-text" | "dated-log" | "clock-log";

export type LineTarget = {
  message: (offsetMs: number, author: string, text: string) => void;
  /** A line without a time of its own; belongs to the message before. False when there is none or it is no text. */
  continuation: (line: string) => boolean;
  unreadable: (line: string) => void;
};

const dayMs = 86_400_000;
const nameMarks = /^[%+@$~&*!^]+/;
/** After the time: `<name> text`, `name: text`, with a `#channel` before it in some logs. */
const angled = /^\s*(?:#\S+\s+)?<\s*([^>]{1,200}?)\s*>\s?(.*)$/s;
const colon = /^\s*(?:#\S+\s+)?([^\s:][^:]{0,60}?):(?:\s(.*)|)$/s;
const dated =
  /^\[?(\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: *(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)\]?(.*)$/s;
const tabbed = /^\t([^\t]{1,200})\t(.*)$/s;
const clocked = /^\[?(\d\d?):(\d\d)(?::(\d\d))?\]?\s(.*)$/s;
const logStart = /^(?:# Start logging at|--- Log opened|--- Day changed)\s+(.*)$/;
const comment = /^(?:#\s*(?:Start|Stop) logging|---\s|-!-|\*\*\*)/;

/** Takes marks of rank (`@`, `%`, `+` …) off a name. */
const bareName = (name: string) => name.replace(nameMarks, "");

/** Splits what follows the time into name and text; null when there is no name. */
function splitNameAndText(rest: string): { author: string; text: string } | null {
  const match = angled.exec(rest) ?? tabbed.exec(rest) ?? colon.exec(rest);
  if (!match) return null;
  const author = bareName(match[1]!);
  return author === "" ? null : { author, text: match[2] ?? "" };
}

/** Reads `[H:MM:SS` at the line's start: milliseconds in `time`, and where `]` is; -1 when the line has none. */
const time = { ms: 0 };
function readBracketTime(line: string): number {
  if (line.charCodeAt(0) !== 91) return -1;
  let i = 1;
  let isNegative = false;
  if (line.charCodeAt(i) === 45) {
    isNegative = true;
    i += 1;
  }
  let total = 0;
  let field = 0;
  let fields = 1;
  let digits = 0;
  for (; i < 20; i += 1) {
    const code = line.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      field = field * 10 + code - 48;
      digits += 1;
    } else if (code === 58) {
      if (digits === 0 || fields === 3) return -1;
      total = total * 60 + field;
      field = 0;
      digits = 0;
      fields += 1;
    } else break;
  }
  if (digits !== 2 || fields < 2 || field > 59) return -1;
  let ms = (total * 60 + field) * 1000;
  if (line.charCodeAt(i) === 46) {
    const end = line.indexOf("]", i);
    const fraction = Number(`0${line.slice(i, end)}`);
    if (end < 0 || !Number.isFinite(fraction)) return -1;
    ms += Math.round(fraction * 1000);
    i = end;
  }
  if (line.charCodeAt(i) !== 93) return -1;
  time.ms = isNegative ? -ms : ms;
  return i;
}

/** Minutes above 59 are fine without hours (`[75:10]`), not with them (`[0:99:10]`). */
function hasWrongMinutes(line: string, end: number): boolean {
  const fields = line.slice(1, end).split(":");
  return fields.length === 3 && Number(fields[1]) > 59;
}

/** Reads chat lines of one format into `target`, aligning their times. */
export function readChatLines(format: LineFormat, aligner: TimeAligner, target: LineTarget): (line: string) => void {
  const other = (line: string) => {
    if (line === "" || comment.test(line)) return;
    const isBroken = line.charCodeAt(0) === 91 && /^\[[\d:.\s-]*\]?/.exec(line)![0].length > 3;
    if (isBroken || !target.continuation(line)) target.unreadable(line);
  };
  if (format === "twitch-text") {
    return (line) => {
      const end = readBracketTime(line);
      if (end < 0) return other(line);
      const close = line.charCodeAt(end + 2) === 60 ? line.indexOf("> ", end + 3) : -1;
      if (
        close > 0 &&
        close - end < 120 &&
        end > 5 &&
        line.charCodeAt(end - 6) === 58 &&
        line.charCodeAt(end - 5) < 54
      ) {
        // The usual `[H:MM:SS] <name> text`, without a regular expression.
        let from = end + 3;
        while (from < close && isMark(line.charCodeAt(from))) from += 1;
        if (from < close)
          return target.message(aligner.relative(time.ms), line.slice(from, close), line.slice(close + 2));
      }
      if (hasWrongMinutes(line, end)) return target.unreadable(line);
      const ms = time.ms;
      const found = splitNameAndText(line.slice(end + 1));
      if (!found) return target.unreadable(line);
      target.message(aligner.relative(ms), found.author, found.text);
    };
  }
  if (format === "dated-log") {
    return (line) => {
      const match = dated.exec(line);
      const epochMs = match && parseInstant(match[1]!);
      if (!match || epochMs === null) return other(line);
      const found = splitNameAndText(match[2]!);
      if (!found) return comment.test(match[2]!.trim()) ? undefined : target.unreadable(line);
      target.message(aligner.absolute(epochMs), found.author, found.text);
    };
  }
  return readClockLines(aligner, target, other);
}

const isMark = (code: number) =>
  code === 37 ||
  code === 43 ||
  code === 64 ||
  code === 36 ||
  code === 126 ||
  code === 38 ||
  code === 42 ||
  code === 33 ||
  code === 94;

/** Logs with a time of day only: dates come from "Start logging" and "Day changed" lines, else a fall back by hours is midnight. */
function readClockLines(aligner: TimeAligner, target: LineTarget, other: (line: string) => void) {
  let dayStartMs = 0;
  let zoneMinutes = 0;
  let lastMs = -1;
  return (line: string) => {
    const start = logStart.exec(line);
    if (start) {
      const day = parseLogDate(start[1]!);
      if (day === null) return;
      zoneMinutes = day.zoneMinutes ?? zoneMinutes;
      dayStartMs = day.dayStartMs;
      lastMs = -1;
      return;
    }
    const match = clocked.exec(line);
    if (!match || Number(match[1]) > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59) return other(line);
    const found = splitNameAndText(match[4]!);
    if (!found) return comment.test(match[4]!.trim()) ? undefined : target.unreadable(line);
    const ms = (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
    if (lastMs - ms > dayMs / 2) dayStartMs += dayMs;
    lastMs = ms;
    target.message(aligner.absolute(dayStartMs + ms - zoneMinutes * 60_000), found.author, found.text);
  };
}

/** `2024-06-01 19:58:12 CEST`, `Fri Oct 30 20:25:16 2020`, `Sat Oct 31 2020` to the day's first millisecond (in UTC). */
function parseLogDate(text: string): { dayStartMs: number; zoneMinutes: number | null } | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ][\d:.]+)?\s*(.*)$/.exec(text.trim());
  if (iso) {
    return {
      dayStartMs: Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])),
      zoneMinutes: parseZone(iso[4]!),
    };
  }
  const words = /^\w{3} (\w{3}) +(\d{1,2})(?: [\d:]+)? (\d{4})/.exec(text.trim());
  const month = words ? "JanFebMarAprMayJunJulAugSepOctNovDec".indexOf(words[1]!) / 3 : -1;
  if (!words || month < 0) return null;
  return { dayStartMs: Date.UTC(Number(words[3]), month, Number(words[2])), zoneMinutes: null };
}

/** Which format most of the sample's lines have; null when it is none of them. */
export function findLineFormat(lines: string[]): LineFormat | null {
  const counts: Record<LineFormat, number> = { "twitch-text": 0, "dated-log": 0, "clock-log": 0 };
  let filled = 0;
  let hasLogHeader = false;
  for (const line of lines) {
    if (line.trim() === "") continue;
    filled += 1;
    if (logStart.test(line)) hasLogHeader = true;
    const end = readBracketTime(line);
    if (end > 0 && splitNameAndText(line.slice(end + 1)) !== null) counts["twitch-text"] += 1;
    else {
      const match = dated.exec(line);
      if (match && splitNameAndText(match[2]!)) counts["dated-log"] += 1;
      else {
        const clock = clocked.exec(line);
        if (clock && angled.test(clock[4]!)) counts["clock-log"] += 1;
      }
    }
  }
  if (hasLogHeader && counts["twitch-text"] >= counts["dated-log"]) return "clock-log";
  const [format, count] = (Object.entries(counts) as [LineFormat, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  return count > 0 && count >= filled * 0.05 ? format : null;
}
