import { crc32 } from "node:zlib";
import type { ByteSpan } from "./model.ts";

/**
 * The journal of an entry names the spans whose bytes are in its data file and flushed to disk: one line a span,
 * `<startByte> <endByte> <CRC-32 of the two, 8 hex digits>`, appended in one write. Each record begins and ends with a
 * newline, so a record torn by a crash spoils only itself: what follows it starts on a line of its own.
 */
export function formatRecord(span: ByteSpan): string {
  const facts = `${span.startByte} ${span.endByte}`;
  return `\n${facts} ${checksum(facts)}\n`;
}

/**
 * The spans of the whole lines in `text`; damaged lines and spans outside of `sizeBytes` are ignored.
 * `consumedChars` says where to read on: a last line without a newline is left for the next time.
 */
export function parseRecords(text: string, sizeBytes: number): { spans: ByteSpan[]; consumedChars: number } {
  const consumedChars = text.lastIndexOf("\n") + 1;
  const spans: ByteSpan[] = [];
  for (const line of text.slice(0, consumedChars).split("\n")) {
    const [, facts, sum] = /^(\d{1,16} \d{1,16}) ([0-9a-f]{8})$/.exec(line) ?? [];
    if (facts === undefined || sum !== checksum(facts)) continue;
    const [startByte, endByte] = facts.split(" ").map(Number) as [number, number];
    if (startByte < endByte && endByte <= sizeBytes) spans.push({ startByte, endByte });
  }
  return { spans, consumedChars };
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");
