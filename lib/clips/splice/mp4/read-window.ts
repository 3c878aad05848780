import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import type { MediaSample } from "../model.ts";
import { readBoxHeader } from "./boxes.ts";
import { parseFragment } from "./parse-fragment.ts";
import { parseInit, type TrackInit } from "./parse-init.ts";

/** A track with all samples of the window, in decode order. */
export type WindowTrack = { init: TrackInit; samples: MediaSample[] };

const maxHeaderBytes = 64 * 1024 * 1024;

/**
 * Reads the sample tables of a fragmented MP4 (init segment and any run of its fragments); media bytes aren't read.
 * Throws AppError("media_unreadable") when the file isn't one.
 */
export async function readWindow(filePath: string): Promise<WindowTrack[]> {
  const file = await open(filePath, "r");
  try {
    return await readTracks(file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unreadable(error);
  } finally {
    await file.close();
  }
}

async function readTracks(file: FileHandle): Promise<WindowTrack[]> {
  const { size: fileBytes } = await file.stat();
  const tracks = new Map<number, WindowTrack>();
  const header = Buffer.alloc(16);
  for (let at = 0; at + 8 <= fileBytes; ) {
    await file.read(header, 0, 16, at);
    const { type, sizeBytes, headerBytes } = readBoxHeader(header, 0);
    const boxBytes = sizeBytes === 0 ? fileBytes - at : sizeBytes;
    if (boxBytes < headerBytes || at + boxBytes > fileBytes) throw new RangeError(`Box ${type} has a wrong size.`);
    if (type === "moov" || type === "moof") {
      if (boxBytes > maxHeaderBytes) throw new RangeError(`Box ${type} is too large.`);
      const bytes = Buffer.alloc(boxBytes);
      await file.read(bytes, 0, boxBytes, at);
      if (type === "moof") parseFragment(bytes, at, tracks);
      else for (const init of parseInit(bytes)) tracks.set(init.id, { init, samples: [] });
    }
    at += boxBytes;
  }
  for (const { samples } of tracks.values()) {
    const outside = samples.find(({ offset, sizeBytes }) => offset < 0 || offset + sizeBytes > fileBytes);
    if (outside) throw new RangeError("A sample lies outside the file.");
  }
  if (tracks.size === 0) throw new RangeError("The file has no tracks.");
  return [...tracks.values()];
}

const unreadable = (cause: Error): AppError =>
  new AppError("media_unreadable", "The stored media can't be read at this place. Process the VOD again.", {
    cause,
    details: { problem: cause.message },
  });
