import assert from "node:assert";
import type { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import { AppError } from "#lib/errors.ts";
import { centralRecord, dataDescriptor, endRecords, localHeader, planZip, type ZipEntry } from "./records.ts";

/** A text that stands in the place of a file which is no longer there. Its name has as many bytes as the file's. */
export type ZipNote = { name: string; text: string };

/** `open` is called when it is this file's turn; its bytes are as many as were said, or a note takes their place. */
export type ZipSource = ZipEntry & { open: () => Promise<Readable | ZipNote> };

/**
 * The bytes of an archive, as many as `planZip` says: each file is opened, read once and let go before the next one. Who
 * stops reading ends the file under way. Where a note takes a file's place, bytes that no reader looks at fill up what was
 * promised for it. Throws what reading throws, and `internal` for a file of another size.
 */
export async function* writeZip(sources: readonly ZipSource[]): AsyncGenerator<Uint8Array> {
  const { isLarge, sizeBytes } = planZip(sources);
  const rows: Buffer[] = [];
  let offset = 0;
  const counted = (bytes: Uint8Array) => {
    offset += bytes.length;
    return bytes;
  };
  for (const source of sources) {
    const startsAt = offset;
    const opened = await source.open();
    const isNote = "text" in opened;
    const name = isNote ? opened.name : source.name;
    assert(Buffer.byteLength(name) === Buffer.byteLength(source.name), "a note's name is as long as its file's");
    const entry = { ...source, name };
    yield counted(localHeader(entry, isLarge));
    const bytes = isNote ? [Buffer.from(opened.text).subarray(0, source.sizeBytes)] : opened;
    const file = { crc: 0, sizeBytes: 0 };
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      file.crc = crc32(chunk, file.crc);
      file.sizeBytes += chunk.length;
      if (file.sizeBytes > source.sizeBytes) throw otherSize(source, file.sizeBytes);
      yield counted(chunk);
    }
    if (!isNote && file.sizeBytes !== source.sizeBytes) throw otherSize(source, file.sizeBytes);
    yield counted(dataDescriptor(file, isLarge));
    for (const filler of fill(source.sizeBytes - file.sizeBytes)) yield counted(filler);
    rows.push(centralRecord({ ...entry, ...file, offset: startsAt }, isLarge));
  }
  const central = Buffer.concat(rows);
  const end = endRecords({ count: rows.length, sizeBytes: central.length, offset }, isLarge);
  yield counted(central);
  yield counted(end);
  assert(offset === sizeBytes, `an archive of ${offset} bytes was planned as ${sizeBytes}`);
}

const zeros = Buffer.alloc(256 * 1024);

function* fill(bytes: number): Generator<Uint8Array> {
  for (let left = bytes; left > 0; left -= zeros.length) yield zeros.subarray(0, Math.min(left, zeros.length));
}

const otherSize = (source: ZipEntry, sizeBytes: number) =>
  new AppError(
    "internal",
    `A stored file has ${sizeBytes} bytes or more; its row says ${source.sizeBytes}. Cut it again.`,
  );
