import { crc32 } from "node:zlib";
import type { ByteSpan } from "./model.ts";

/**
 * The journal of an entry says which bytes its data file has. Two kinds of lines, each ended by its CRC-32 in hex:
 *   `<startByte> <endByte> <boot> <CRC>`  these bytes were written while the machine ran under this boot id
 *   `synced <length> <CRC>`               the data of all records in the journal's first `length` bytes is on disk
 * Bytes that were written survive their process as long as the machine stays up, so records of this boot hold as they
 * are; those of an earlier boot hold if a `synced` line covers them. A line begins and ends with a newline and is written
 * in one append: one torn by a crash spoils only itself.
 */
export const formatRecord = (span: ByteSpan, boot: string): string => line(`${span.startByte} ${span.endByte} ${boot}`);

export const formatSynced = (lengthBytes: number): string => line(`synced ${lengthBytes}`);

const line = (facts: string): string => `\n${facts} ${checksum(facts)}\n`;
const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

export type JournalPart = {
  /** Spans whose bytes may be read. */
  spans: ByteSpan[];
  /** Some of them would not outlive a crash of the machine. */
  unsynced: boolean;
  /** Where to read on: a last line without its newline is left for the next time. */
  consumedChars: number;
};

/** Reads the whole lines of `text`, which begins at byte `offset` of the journal. Damaged lines and spans outside of the object are ignored. */
export function parseJournal(text: string, facts: { sizeBytes: number; boot: string; offset: number }): JournalPart {
  const consumedChars = text.lastIndexOf("\n") + 1;
  const records: { span: ByteSpan; boot: string; offset: number }[] = [];
  let syncedBytes = 0;
  let offset = facts.offset;
  for (const one of text.slice(0, consumedChars).split("\n")) {
    const [, content = "", sum] = /^(.+) ([0-9a-f]{8})$/.exec(one) ?? [];
    if (sum !== undefined && sum === checksum(content)) {
      const [, start, end, boot, synced] = /^(?:(\d{1,16}) (\d{1,16}) (\w+)|synced (\d{1,16}))$/.exec(content) ?? [];
      const span = { startByte: Number(start), endByte: Number(end) };
      if (synced !== undefined) syncedBytes = Math.max(syncedBytes, Number(synced));
      else if (span.startByte < span.endByte && span.endByte <= facts.sizeBytes) {
        records.push({ span, boot: boot!, offset });
      }
    }
    offset += one.length + 1;
  }
  const isSynced = (record: { offset: number }) => record.offset < syncedBytes;
  const held = records.filter((record) => record.boot === facts.boot || isSynced(record));
  return { spans: held.map((record) => record.span), unsynced: held.some((one) => !isSynced(one)), consumedChars };
}
