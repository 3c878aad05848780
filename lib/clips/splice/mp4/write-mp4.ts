import { type FileHandle, open } from "node:fs/promises";
import { makeBox, u32 } from "./boxes.ts";
import { buildMoov, type TrackChunks, type TrackTables } from "./build-moov.ts";

/** Bytes of a sample: pieces of an open file, in order. */
export type SampleBytes = { file: FileHandle; pieces: { offset: number; sizeBytes: number }[] };

export type OutputTrack = { tables: TrackTables; bytes: SampleBytes[] };

/** How much of one track lies together before the other's turn. */
const chunkSeconds = 0.5;
const copyBytes = 1024 * 1024;

/**
 * Writes a progressive MP4 with its index in front. Memory stays at one copy buffer and the sample tables, whatever the size.
 * Stops with the signal's reason when it aborts; the unfinished file is left to the caller's scratch directory.
 */
export async function writeMp4(input: {
  filePath: string;
  movieTimescale: number;
  tracks: OutputTrack[];
  signal: AbortSignal;
}): Promise<{ sizeBytes: number }> {
  const chunks = planChunks(input.tracks);
  const mediaBytes = chunks.reduce((sum, chunk) => sum + chunk.sizeBytes, 0);
  const isLarge = mediaBytes > 0xf0000000;
  const ftyp = makeBox("ftyp", Buffer.from("isom\0\0\u0002\0isomiso2avc1mp41", "latin1"));
  const draft = buildMoov({ ...input, isLarge, tracks: placeChunks(input.tracks, chunks, 0) });
  const mdatAt = ftyp.length + draft.length;
  const header = isLarge
    ? Buffer.concat([
        u32(1),
        Buffer.from("mdat"),
        u32(Math.floor((mediaBytes + 16) / 2 ** 32), (mediaBytes + 16) % 2 ** 32),
      ])
    : Buffer.concat([u32(mediaBytes + 8), Buffer.from("mdat")]);
  const dataAt = mdatAt + header.length;
  const moov = buildMoov({ ...input, isLarge, tracks: placeChunks(input.tracks, chunks, dataAt) });

  const out = await open(input.filePath, "w");
  try {
    await out.writeFile(Buffer.concat([ftyp, moov, header]));
    await copyChunks(out, dataAt, input.tracks, chunks, input.signal);
  } finally {
    await out.close();
  }
  return { sizeBytes: dataAt + mediaBytes };
}

type Chunk = { track: number; from: number; to: number; startSeconds: number; sizeBytes: number };

/** Half-second stretches of every track, ordered by when they are decoded. */
function planChunks(tracks: OutputTrack[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [track, { tables }] of tracks.entries()) {
    const emptySeconds = tables.edit.emptyTicks / tables.timescale;
    let ticks = -tables.edit.mediaTime;
    let current: Chunk | null = null;
    for (const [index, sizeBytes] of tables.sizes.entries()) {
      const seconds = ticks / tables.timescale + emptySeconds;
      if (current === null || seconds - current.startSeconds >= chunkSeconds) {
        current = { track, from: index, to: index, startSeconds: seconds, sizeBytes: 0 };
        chunks.push(current);
      }
      current.to = index + 1;
      current.sizeBytes += sizeBytes;
      ticks += tables.durations[index]!;
    }
  }
  return chunks.sort((a, b) => a.startSeconds - b.startSeconds || a.track - b.track);
}

function placeChunks(tracks: OutputTrack[], chunks: Chunk[], dataAt: number) {
  const placed = tracks.map(({ tables }) => ({ tables, chunks: { offsets: [], sampleCounts: [] } as TrackChunks }));
  let at = dataAt;
  for (const chunk of chunks) {
    const own = placed[chunk.track]!.chunks;
    own.offsets.push(at);
    own.sampleCounts.push(chunk.to - chunk.from);
    at += chunk.sizeBytes;
  }
  return placed;
}

async function copyChunks(
  out: FileHandle,
  dataAt: number,
  tracks: OutputTrack[],
  chunks: Chunk[],
  signal: AbortSignal,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(copyBytes);
  let writeAt = dataAt;
  const copyRun = async (file: FileHandle, offset: number, sizeBytes: number): Promise<void> => {
    for (let done = 0; done < sizeBytes; ) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(copyBytes, sizeBytes - done), offset + done);
      if (bytesRead === 0) throw new RangeError("A file that is being copied from ends early.");
      // A short write is followed by an error on the next one, which says why.
      const { bytesWritten } = await out.write(buffer, 0, bytesRead, writeAt);
      writeAt += bytesWritten;
      done += bytesWritten;
    }
  };
  for (const chunk of chunks) {
    let run: { file: FileHandle; offset: number; sizeBytes: number } | null = null;
    for (let index = chunk.from; index < chunk.to; index += 1) {
      const { file, pieces } = tracks[chunk.track]!.bytes[index]!;
      for (const piece of pieces) {
        if (run !== null && run.file === file && run.offset + run.sizeBytes === piece.offset) {
          run.sizeBytes += piece.sizeBytes;
          continue;
        }
        if (run !== null) await copyRun(run.file, run.offset, run.sizeBytes);
        run = { file, ...piece };
      }
    }
    if (run !== null) await copyRun(run.file, run.offset, run.sizeBytes);
  }
}
