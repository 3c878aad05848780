import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { buildEncodeArgs, type EncodeTarget, type PieceFiles } from "./encode-args.ts";
import type { AvcConfig } from "./h264/avcc.ts";
import { readAvcConfig } from "./h264/sample-entry.ts";
import { nalType, walkNals } from "./h264/walk-nals.ts";
import { type EncodePiece, type MediaSample, refuse, type SpliceRefusal } from "./model.ts";
import { plainDisplay } from "./mp4/build-moov.ts";
import type { TrackInit } from "./mp4/parse-init.ts";
import { readWindow } from "./mp4/read-window.ts";
import { type SampleBytes, writeMp4 } from "./mp4/write-mp4.ts";
import { planTiming } from "./plan-timing.ts";
import { type EncoderContext, runEncoder } from "./run-encoder.ts";

/** Frames encoded anew, in order, with the encoder's own parameter sets. The file stays open until the clip is written. */
export type EncodedPiece = {
  ok: true;
  config: AvcConfig;
  sampleEntry: Buffer;
  samples: EncodedSample[];
  file: FileHandle;
};

/** A sample in decode order, with the pts of the source's frame it shows. */
export type EncodedSample = { pts: number; isSync: boolean; bytes: SampleBytes };

/**
 * Decodes what each piece feeds and encodes its frames, all pieces in one run with the same settings; results in their
 * order. Refuses when the encoder fails or gives another number of frames; then no file is left open.
 */
export async function encodePieces(
  ctx: EncoderContext,
  input: {
    pieces: EncodePiece[];
    window: { file: FileHandle; init: TrackInit; samples: MediaSample[] };
    target: EncodeTarget | null;
    scratchDir: string;
  },
): Promise<{ ok: true; encoded: EncodedPiece[] } | SpliceRefusal> {
  const { pieces, window } = input;
  if (pieces.length === 0) return { ok: true, encoded: [] };
  const files: PieceFiles[] = [];
  let fedCount = 0;
  for (const [n, piece] of pieces.entries()) {
    const fed = piece.feed.map((index) => window.samples[index]!);
    const firstPts = fed.reduce((lowest, { pts }) => Math.min(lowest, pts), Number.POSITIVE_INFINITY);
    const inputPath = path.join(input.scratchDir, `${n}-feed.mp4`);
    await writeFeed(ctx, inputPath, window, fed);
    files.push({
      inputPath,
      outputPath: path.join(input.scratchDir, `${n}-encoded.mp4`),
      fromTicks: piece.framePts[0]! - firstPts,
      toTicks: piece.framePts.at(-1)! - firstPts,
    });
    fedCount += fed.length;
  }
  const frameRate = guessFrameRate(window.samples, window.init.timescale);
  const { major: ffmpegMajor } = await findFfmpeg(ctx.config);
  const args = buildEncodeArgs({ pieces: files, target: input.target, frameRate, ffmpegMajor, frameCount: fedCount });
  const run = await runEncoder(ctx, args, fedCount);
  if (!run.ok) return refuse("encode_failed", "The frames at the clip's edges couldn't be encoded.");
  const encoded: EncodedPiece[] = [];
  for (const [n, { outputPath }] of files.entries()) {
    const read = await readEncoded(outputPath, pieces[n]!.framePts);
    if (read.ok) encoded.push(read);
    else {
      await Promise.all(encoded.map(({ file }) => file.close()));
      return read;
    }
  }
  return { ok: true, encoded };
}

/** A playable MP4 of just these samples; frames that are left out leave gaps in time, not in the numbering. */
async function writeFeed(
  ctx: EncoderContext,
  filePath: string,
  { file, init }: { file: FileHandle; init: TrackInit },
  fed: MediaSample[],
): Promise<void> {
  const lastEnd = fed.reduce((latest, { pts, durationTicks }) => Math.max(latest, pts + durationTicks), 0);
  const pts = fed.map((sample) => sample.pts);
  const timing = planTiming(pts, lastEnd);
  await writeMp4({
    filePath,
    movieTimescale: init.timescale,
    signal: ctx.signal,
    tracks: [
      {
        tables: {
          kind: "video",
          timescale: init.timescale,
          sampleEntry: init.sampleEntry,
          display: plainDisplay,
          language: init.language,
          sizes: fed.map(({ sizeBytes }) => sizeBytes),
          durations: timing.durations,
          compositionOffsets: timing.compositionOffsets,
          syncIndexes: [0],
          edit: { emptyTicks: 0, mediaTime: timing.delayTicks, durationTicks: timing.totalTicks },
        },
        bytes: fed.map(({ offset, sizeBytes }) => ({ file, pieces: [{ offset, sizeBytes }] })),
      },
    ],
  });
}

async function readEncoded(filePath: string, framePts: number[]): Promise<EncodedPiece | SpliceRefusal> {
  const [track] = await readWindow(filePath);
  if (track === undefined || track.samples.length !== framePts.length) {
    return refuse("encode_failed", "The frames at the clip's edges couldn't all be decoded.");
  }
  const config = readAvcConfig(track.init.sampleEntry);
  if (config === null) return refuse("encode_failed", "The encoder gave something else than H.264.");
  const shown = track.samples.map(({ pts }) => pts).sort((a, b) => a - b);
  const rankOf = new Map(shown.map((pts, rank) => [pts, rank]));
  const file = await open(filePath, "r");
  const samples: EncodedSample[] = [];
  for (const { offset, sizeBytes, pts, isSync } of track.samples) {
    const sample = Buffer.allocUnsafe(sizeBytes);
    await file.read(sample, 0, sizeBytes, offset);
    // The encoder's signature isn't part of the picture, and some decoders adapt to the encoder it names.
    const kept = walkNals(sample, config.lengthBytes).filter(
      ({ type }) => type !== nalType.sei && type !== nalType.aud,
    );
    const pieces = kept.map(({ at, totalBytes }) => ({ offset: offset + at, sizeBytes: totalBytes }));
    samples.push({ pts: framePts[rankOf.get(pts)!]!, isSync, bytes: { file, pieces } });
  }
  return { ok: true, config, sampleEntry: track.init.sampleEntry, samples, file };
}

/** The usual distance of frames as a rate, for the encoder's rate control; of the whole window, so that head and tail get one parameter set. */
function guessFrameRate(samples: MediaSample[], timescale: number): { num: number; den: number } {
  const durations = samples.map(({ durationTicks }) => durationTicks).filter((ticks) => ticks > 0);
  const middle = durations.sort((a, b) => a - b)[durations.length >> 1];
  return middle === undefined || timescale / middle > 240 ? { num: 30, den: 1 } : { num: timescale, den: middle };
}
