import type { FileHandle } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import { parseFragment, parseInit, readBoxHeader, type Track, type TrackFragment } from "./parse-fragments.ts";

/** One fragment of the file: where its bytes are and what is in it. `moofAt` is the byte of its `moof` box. */
export type Fragment = { moofAt: number; sizeBytes: number; tracks: TrackFragment[] };

const headBytes = 32 * 1024;
const maxBoxBytes = 64 * 1024 * 1024;

/** Reads the init segment of a local fragmented MP4 that we made. */
export async function readInit(file: FileHandle, sizeBytes: number): Promise<{ init: Buffer; tracks: Track[] }> {
  let end = 0;
  for await (const { box } of listTopBoxes(file, 0, sizeBytes)) {
    if (box.type === "moof") break;
    end = box.end;
    if (box.type === "moov") break;
  }
  const init = await readExactly(file, 0, end);
  return { init, tracks: parseInit(init) };
}

/** Walks the fragments that follow the init segment; the media bytes themselves are skipped. */
export async function* walkFragments(
  file: FileHandle,
  input: { initBytes: number; sizeBytes: number; tracks: Track[] },
): AsyncGenerator<Fragment> {
  let open: { moofAt: number; tracks: TrackFragment[] } | null = null;
  for await (const { box, head } of listTopBoxes(file, input.initBytes, input.sizeBytes)) {
    if (box.type === "moof") {
      const bytes = box.end - box.start;
      const moof = bytes <= head.length ? head.subarray(0, bytes) : await readExactly(file, box.start, bytes);
      open = { moofAt: box.start, tracks: parseFragment(moof, input.tracks) };
    } else if (box.type === "mdat" && open) {
      yield { ...open, sizeBytes: box.end - open.moofAt };
      open = null;
    }
  }
}

/** Top-level boxes with the bytes at their beginning. */
async function* listTopBoxes(file: FileHandle, from: number, sizeBytes: number) {
  let at = from;
  const buffer = Buffer.alloc(headBytes);
  while (at + 8 <= sizeBytes) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    const head = buffer.subarray(0, bytesRead);
    const found = readBoxHeader(head, 0, sizeBytes - at);
    if (!found || found.end <= 0 || at + found.end > sizeBytes) {
      throw new AppError("output_invalid", "The processed file is not whole. Try again.", { details: { at } });
    }
    const box = { ...found, start: at, end: at + found.end };
    yield { box, head };
    at = box.end;
  }
}

async function readExactly(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  if (bytes > maxBoxBytes) throw new AppError("output_invalid", "The processed file has an oversized box.");
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, at);
  if (bytesRead !== bytes) throw new AppError("output_invalid", "The processed file ends too early. Try again.");
  return buffer;
}
