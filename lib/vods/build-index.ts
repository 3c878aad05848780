import { open } from "node:fs/promises";
import { AppError } from "#lib/errors.ts";
import type { Rational } from "#lib/platform/ffmpeg/parse-probe.ts";
import { findFrameRate } from "./find-frame-rate.ts";
import type { FrameSizes } from "./find-scene-changes.ts";
import type { AudioIndex, MediaIndex } from "./model.ts";
import type { Track } from "./parse-fragments.ts";
import { readInit, walkFragments } from "./walk-file.ts";
import type { KeyframeBytes } from "./write-keyframes.ts";

/** What a walk over one track tells; positions are the file's own ticks. */
type TrackWalk = {
  trackId: number;
  timescale: number;
  initBytes: number;
  firstByte: number[];
  sizeBytes: number[];
  startPts: number[];
  keyframePts: number[];
  /** The first sample of every segment. */
  firstSamples: KeyframeBytes[];
  frames: FrameSizes;
  firstDts: number;
  endPts: number;
  frameCount: number;
  durations: Map<number, number>;
};

export type BuiltIndex = {
  index: MediaIndex;
  variableFrameRate: boolean;
  /** Frames shown. */
  frameCount: number;
  videoTrackId: number;
  /** Where the bytes of every segment's keyframe are. */
  segmentKeyframes: KeyframeBytes[];
  /** Every frame, times after timeline zero. */
  frames: FrameSizes;
  /** First and last moment of the muxed audio in seconds after timeline zero; null without audio. */
  audioSpan: { startSeconds: number; endSeconds: number } | null;
};

/** More than any codec reorders: the first shown frames are among so many decoded ones. */
const mostReordered = 64;

/**
 * Reads where every segment, keyframe and frame end of a settled file is, from its fragments' headers alone.
 * `hiddenFrames`: how many pictures in front the original doesn't show; timeline zero is after them.
 */
export async function buildIndex(
  filePath: string,
  input: { sourceFrameRate: Rational | null; hiddenFrames: number },
): Promise<BuiltIndex> {
  const walks = await walkTracks(filePath);
  const video = walks.get("video");
  if (!video || video.frameCount === 0) {
    throw new AppError("media_no_video", "No picture could be read from this file. Choose a recording with video.");
  }
  const hiddenFrames = Math.min(input.hiddenFrames, video.frameCount - 1);
  const inFront = video.frames.ptsTicks.slice(0, hiddenFrames + mostReordered).sort((a, b) => a - b);
  const zero = inFront[hiddenFrames]!;
  const rate = findFrameRate(video, input.sourceFrameRate);
  const audio = walks.get("audio");
  const zeroSeconds = zero / video.timescale;
  return {
    index: {
      videoTimescale: video.timescale,
      zeroPtsTicks: zero,
      firstDtsTicks: video.firstDts,
      initBytes: video.initBytes,
      segments: {
        firstByte: video.firstByte,
        sizeBytes: video.sizeBytes,
        startTicks: video.startPts.map((pts) => pts - zero),
      },
      keyframeTicks: video.keyframePts.map((pts) => pts - zero),
      durationTicks: video.endPts - zero,
      frameRateNum: rate.num,
      frameRateDen: rate.den,
    },
    variableFrameRate: rate.isVariable,
    frameCount: video.frameCount - hiddenFrames,
    videoTrackId: video.trackId,
    segmentKeyframes: video.firstSamples,
    frames: { ...video.frames, ptsTicks: video.frames.ptsTicks.map((pts) => pts - zero) },
    audioSpan:
      audio && audio.frameCount > 0
        ? {
            startSeconds: audio.startPts[0]! / audio.timescale - zeroSeconds,
            endSeconds: audio.endPts / audio.timescale - zeroSeconds,
          }
        : null,
  };
}

/** The index of an audio file whose first sample is `startSeconds` after timeline zero (negative: before it). */
export async function buildAudioIndex(filePath: string, startSeconds: number): Promise<AudioIndex> {
  const audio = (await walkTracks(filePath)).get("audio");
  if (!audio || audio.frameCount === 0) {
    throw new AppError("output_invalid", "The audio track could not be read back. Try again.");
  }
  const zero = audio.startPts[0]! - Math.round(startSeconds * audio.timescale);
  return {
    timescale: audio.timescale,
    zeroPtsTicks: zero,
    initBytes: audio.initBytes,
    segments: {
      firstByte: audio.firstByte,
      sizeBytes: audio.sizeBytes,
      startTicks: audio.startPts.map((pts) => pts - zero),
    },
    durationTicks: audio.endPts - zero,
  };
}

async function walkTracks(filePath: string): Promise<Map<Track["kind"], TrackWalk>> {
  const file = await open(filePath, "r");
  try {
    const { size } = await file.stat();
    const { init, tracks } = await readInit(file, size);
    const walks = new Map<Track["kind"], TrackWalk>();
    const byId = new Map<number, TrackWalk>();
    for (const track of tracks) {
      if (walks.has(track.kind)) continue;
      const walk = emptyWalk(track, init.length);
      walks.set(track.kind, walk);
      byId.set(track.id, walk);
    }
    const main = walks.get("video") ?? walks.get("audio");
    for await (const fragment of walkFragments(file, { initBytes: init.length, sizeBytes: size, tracks })) {
      if (main && !addsTo(main, byId, fragment.tracks)) {
        // Only other tracks' samples: they belong to the segment before, so that segments stay contiguous.
        if (main.sizeBytes.length > 0) main.sizeBytes[main.sizeBytes.length - 1]! += fragment.sizeBytes;
      } else if (main) {
        main.firstByte.push(fragment.moofAt);
        main.sizeBytes.push(fragment.sizeBytes);
      }
      for (const { trackId, samples, dataAt } of fragment.tracks) {
        const walk = byId.get(trackId);
        if (!walk || samples.length === 0) continue;
        if (walk.frameCount === 0) walk.firstDts = samples[0]!.dtsTicks;
        walk.startPts.push(samples.reduce((least, one) => Math.min(least, one.ptsTicks), Number.POSITIVE_INFINITY));
        // Time between shown frames; decode times of reordered frames may be uneven where shown ones are not.
        const shown = samples.map((one) => one.ptsTicks).sort((a, b) => a - b);
        for (let n = 1; n < shown.length; n += 1) {
          const ticks = shown[n]! - shown[n - 1]!;
          walk.durations.set(ticks, (walk.durations.get(ticks) ?? 0) + 1);
        }
        walk.firstSamples.push({ firstByte: fragment.moofAt + (dataAt ?? 0), sizeBytes: samples[0]!.sizeBytes });
        for (const sample of samples) {
          if (walk === main) {
            walk.frames.ptsTicks.push(sample.ptsTicks);
            walk.frames.sizeBytes.push(sample.sizeBytes);
            walk.frames.isKey.push(sample.isKey);
          }
          walk.frameCount += 1;
          walk.endPts = Math.max(walk.endPts, sample.ptsTicks + sample.durationTicks);
          if (walk === walks.get("video") && sample.isKey) walk.keyframePts.push(sample.ptsTicks);
        }
      }
    }
    return walks;
  } finally {
    await file.close();
  }
}

const addsTo = (
  main: TrackWalk,
  byId: Map<number, TrackWalk>,
  tracks: { trackId: number; samples: unknown[] }[],
): boolean => tracks.some((one) => byId.get(one.trackId) === main && one.samples.length > 0);

const emptyWalk = (track: Track, initBytes: number): TrackWalk => ({
  trackId: track.id,
  timescale: track.timescale,
  initBytes,
  firstByte: [],
  sizeBytes: [],
  startPts: [],
  keyframePts: [],
  firstSamples: [],
  frames: { ptsTicks: [], sizeBytes: [], isKey: [] },
  firstDts: 0,
  endPts: 0,
  frameCount: 0,
  durations: new Map(),
});
