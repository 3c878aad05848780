import { signalLimits, tooDeep, tooLarge } from "./limits.ts";
import { splitLines } from "./open-text.ts";

/** One JSON value taken off a stream. `value` is undefined where the text can't be parsed. */
export type JsonRecord = { number: number; value: unknown; text: string };

/** Arrays whose elements are handed out one by one, wherever they are outside of another such element. */
const recordKeys = new Set([
  "comments",
  "messages",
  "actions",
  "chat",
  "chats",
  "data",
  "events",
  "notifications",
  "records",
  "segments",
  "chunks",
  "transcription",
  "cues",
]);

/** Whether a text begins as one JSON document, as JSON lines, or as neither. */
export function jsonKindOf(head: string): "document" | "lines" | null {
  const start = head.trimStart();
  if (!/^(?:\{|\[\s*(?:[[{\]]|$))/.test(start)) return null;
  if (start[0] !== "{") return "document";
  const lines = start.split("\n");
  const next = lines.slice(1).find((line) => line.trim() !== "");
  if (next === undefined || next.trimStart()[0] !== "{") {
    // A broken second line still leaves JSON lines when the first is whole.
    if (next === undefined || !isJson(lines[0]!)) return "document";
  }
  return isJson(lines[0]!) ? "lines" : "document";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads one JSON value a line. Broken lines come with `value: undefined`. */
export async function* readJsonLines(chunks: AsyncIterable<string>): AsyncGenerator<JsonRecord[]> {
  let number = 0;
  for await (const lines of splitLines(chunks)) {
    const batch: JsonRecord[] = [];
    for (const text of lines) {
      number += 1;
      if (text.trim() !== "") batch.push({ number, value: parse(text), text });
    }
    yield batch;
  }
}

type Container = { isArray: boolean; isRecords: boolean; key: string };

/**
 * Reads the elements of a document's record arrays (the root array, or `comments`, `messages`, `segments` … of an
 * object) without holding more than one element in memory. A document without any is handed out whole when it is small.
 */
export async function* scanRecords(chunks: AsyncIterable<string>): AsyncGenerator<JsonRecord[]> {
  let buffer = "";
  let at = 0;
  let number = 0;
  let lastString = "";
  const stack: Container[] = [];
  let recordStart = -1;
  let depth = 0;
  let documentStart = -1;
  let hasRecords = false;
  let batch: JsonRecord[] = [];
  const give = (text: string) => {
    number += 1;
    batch.push({ number, value: parse(text), text });
  };

  /** Up to where the string that is open now has been searched for its end. */
  let searchedTo = 0;
  /** End of the string that opens at `from`; -1 when it isn't in the buffer. */
  const stringEnd = (from: number): number => {
    const start = Math.max(from + 1, searchedTo);
    for (let end = buffer.indexOf('"', start); end >= 0; end = buffer.indexOf('"', end + 1)) {
      let slashes = 0;
      while (buffer.charCodeAt(end - 1 - slashes) === 92) slashes += 1;
      if (slashes % 2 === 0) return end;
    }
    searchedTo = buffer.length;
    return -1;
  };
  const special = /["{}[\]:]/g;

  /** Goes on as far as the buffer reaches. */
  const advance = () => {
    for (;;) {
      special.lastIndex = at;
      const found = special.exec(buffer);
      if (found === null) {
        at = buffer.length;
        return;
      }
      const position = found.index;
      const mark = found[0];
      if (mark === '"') {
        const end = stringEnd(position);
        if (end < 0) {
          at = position;
          return;
        }
        if (recordStart < 0) lastString = end - position < 64 ? buffer.slice(position + 1, end) : "";
        at = end + 1;
        searchedTo = 0;
        continue;
      }
      at = position + 1;
      if (recordStart >= 0) {
        if (mark === "{" || mark === "[") {
          depth += 1;
          if (depth > signalLimits.jsonDepth) throw tooDeep();
        } else if (mark !== ":") {
          depth -= 1;
          if (depth === 0) {
            give(buffer.slice(recordStart, at));
            recordStart = -1;
          }
        }
        continue;
      }
      const top = stack.at(-1);
      if (mark === ":") {
        if (top && !top.isArray) top.key = lastString;
      } else if (mark === "{" || mark === "[") {
        if (top?.isRecords && mark === "{") {
          documentStart = -1;
          recordStart = position;
          depth = 1;
          continue;
        }
        const isArray = mark === "[";
        // A replay action's inner list belongs to the action, which has the time.
        const isInner = stack.at(-2)?.key === "replayChatItemAction";
        const isRecords = isArray && (top === undefined || (!top.isArray && recordKeys.has(top.key) && !isInner));
        if (top === undefined) {
          hasRecords = false;
          documentStart = isArray ? -1 : position;
        }
        if (isRecords) hasRecords = true;
        stack.push({ isArray, isRecords, key: "" });
        if (stack.length > signalLimits.jsonDepth) throw tooDeep();
      } else {
        stack.pop();
        if (stack.length === 0 && documentStart >= 0 && !hasRecords) give(buffer.slice(documentStart, at));
        if (stack.length === 0) documentStart = -1;
      }
    }
  };

  for await (const chunk of chunks) {
    buffer += chunk;
    advance();
    if (documentStart >= 0 && buffer.length - documentStart > signalLimits.recordLength) documentStart = -1;
    const pending = recordStart >= 0 ? recordStart : documentStart >= 0 ? documentStart : at;
    const longest = recordStart >= 0 ? signalLimits.recordLength : signalLimits.outsideLength;
    if (buffer.length - pending > longest) throw tooLarge();
    buffer = buffer.slice(pending);
    at -= pending;
    searchedTo = Math.max(0, searchedTo - pending);
    if (recordStart >= 0) recordStart = 0;
    if (documentStart >= 0) documentStart = 0;
    if (batch.length > 0) yield batch;
    batch = [];
  }
  if (stack.length > 0 || recordStart >= 0) {
    yield [{ number: number + 1, value: undefined, text: buffer.slice(0, 200) || "(the file ends here)" }];
  }
}
