import type { LineTarget } from "./chat-lines.ts";
import { fromNumber } from "./chat-records.ts";
import { parseClock, parseInstant, type TimeAligner } from "./clock.ts";
import { splitLines } from "./open-text.ts";

export type CsvLayout = { separator: string; time: number; author: number; text: number; isMilliseconds: boolean };

const timeNames =
  /^(?:time|timestamp|offset|seconds|second|sec|date|datetime|created_?at|sent_?at|(?:content_)?offset_?(?:seconds|ms)?|time_?(?:in_?seconds|text|ms|sec)?|video_?offset|ms)$/i;
const authorNames =
  /^(?:author|user|user_?name|name|nick|nickname|chatter|commenter|display_?name|sender|author_?name|login)$/i;
const textNames = /^(?:text|message|body|content|msg|comment|chat|message_?text)$/i;

/** Splits one CSV record; quotes may hold separators, doubled quotes and line breaks. Null while a quote is open. */
export function splitCsv(line: string, separator: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line.charCodeAt(at) === 34) {
      let value = "";
      let from = at + 1;
      for (;;) {
        const end = line.indexOf('"', from);
        if (end < 0) return null;
        value += line.slice(from, end);
        if (line.charCodeAt(end + 1) !== 34) {
          at = end + 1;
          break;
        }
        value += '"';
        from = end + 2;
      }
      const next = line.indexOf(separator, at);
      fields.push(value);
      if (next < 0) return fields;
      at = next + 1;
    } else {
      const next = line.indexOf(separator, at);
      fields.push(next < 0 ? line.slice(at) : line.slice(at, next));
      if (next < 0) return fields;
      at = next + 1;
    }
  }
}

/** Which columns hold time, author and message, from the header line; null when it is no such CSV. */
export function findCsvLayout(lines: string[]): CsvLayout | null {
  const header = (lines[0] ?? "").replace(/\r$/, "");
  for (const separator of [",", ";", "\t"]) {
    const names = splitCsv(header, separator)?.map((name) => name.trim()) ?? [];
    const time = names.findIndex((name) => timeNames.test(name));
    const text = names.findIndex((name) => textNames.test(name));
    if (names.length < 2 || time < 0 || text < 0) continue;
    const author = names.findIndex((name, i) => i !== time && i !== text && authorNames.test(name));
    return { separator, time, author, text, isMilliseconds: /ms$/i.test(names[time]!) };
  }
  return null;
}

const maxRecordLines = 50;

/** Reads the rows behind the header into `target`; yields after every piece of the file. */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  layout: CsvLayout,
  aligner: TimeAligner,
  target: LineTarget & { line: { number: number } },
): AsyncGenerator<void> {
  let open = "";
  let openLines = 0;
  const readTime = (text: string): number | null => {
    const value = text.trim();
    const number = value === "" ? Number.NaN : Number(value);
    if (Number.isFinite(number))
      return layout.isMilliseconds && number < 1e10 ? aligner.relative(number) : fromNumber(number, aligner);
    const clock = parseClock(value);
    if (clock !== null) return aligner.relative(clock);
    const instant = parseInstant(value);
    return instant === null ? null : aligner.absolute(instant);
  };
  for await (const lines of splitLines(chunks)) {
    for (const line of lines) {
      target.line.number += 1;
      if (target.line.number === 1 || (line === "" && open === "")) continue;
      const record = open === "" ? line : `${open}\n${line}`;
      const fields = splitCsv(record, layout.separator);
      if (fields === null && openLines < maxRecordLines && record.length < 100_000) {
        open = record;
        openLines += 1;
        continue;
      }
      open = "";
      openLines = 0;
      const at = readTime(fields?.[layout.time] ?? "");
      const text = fields?.[layout.text];
      if (at === null || text === undefined) target.unreadable(record);
      else target.message(at, layout.author < 0 ? "unknown" : (fields![layout.author] ?? "unknown"), text);
    }
    yield;
  }
  if (open !== "") target.unreadable(open);
}
