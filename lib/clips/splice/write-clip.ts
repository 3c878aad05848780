import type { FileHandle } from "node:fs/promises";
import type { EncodedPiece } from "./encode-piece.ts";
import type { SplicePlan, VideoSample } from "./model.ts";
import type { WindowTrack } from "./mp4/read-window.ts";
import { type OutputTrack, type SampleBytes, writeMp4 } from "./mp4/write-mp4.ts";
import { planAudio } from "./plan-audio.ts";
import { planTiming } from "./plan-timing.ts";

/** What a clip is put together from: an open window, and the frames encoded anew before and after the copied ones. */
export type ClipParts = {
  window: FileHandle;
  video: { init: WindowTrack["init"]; samples: Pick<VideoSample, "pts" | "offset" | "sizeBytes" | "isIdr">[] };
  audio: WindowTrack[];
  plan: SplicePlan;
  head: EncodedPiece | null;
  tail: EncodedPiece | null;
  sampleEntry: Buffer;
};

/** Writes the clip: video in decode order with exact times, every audio track copied and aligned by its edit list. */
export async function writeClip(
  parts: ClipParts,
  outPath: string,
  signal: AbortSignal,
): Promise<{ sizeBytes: number }> {
  const audio = parts.audio.flatMap((track) => buildAudio(parts, track) ?? []);
  const movieTimescale = audio[0]?.tables.timescale ?? parts.video.init.timescale;
  return writeMp4({ filePath: outPath, movieTimescale, tracks: [buildVideo(parts), ...audio], signal });
}

function buildVideo({ window, video, plan, head, tail, sampleEntry }: ClipParts): OutputTrack {
  const copied = video.samples.slice(plan.copyFrom, plan.copyTo).map(({ pts, offset, sizeBytes, isIdr }) => ({
    pts,
    isSync: isIdr,
    bytes: { file: window, pieces: [{ offset, sizeBytes }] },
  }));
  const samples = [...(head?.samples ?? []), ...copied, ...(tail?.samples ?? [])];
  const pts = samples.map((sample) => sample.pts);
  const timing = planTiming(pts, plan.endTicks);
  return {
    tables: {
      kind: "video",
      timescale: video.init.timescale,
      sampleEntry,
      display: video.init.display,
      language: video.init.language,
      sizes: samples.map(({ bytes }) => sizeOf(bytes)),
      durations: timing.durations,
      compositionOffsets: timing.compositionOffsets.some((offset) => offset > 0) ? timing.compositionOffsets : null,
      syncIndexes: samples.flatMap(({ isSync }, index) => (isSync ? [index] : [])),
      edit: { emptyTicks: 0, mediaTime: timing.delayTicks, durationTicks: timing.totalTicks },
    },
    bytes: samples.map(({ bytes }) => bytes),
  };
}

const sizeOf = ({ pieces }: SampleBytes): number => pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Null when the track is silent between the bounds. */
function buildAudio({ window, video, plan }: ClipParts, { init, samples }: WindowTrack): OutputTrack | null {
  const audio = planAudio({
    codec: init.codec,
    samples,
    timescale: init.timescale,
    shift: init.shift,
    video: { ...plan, timescale: video.init.timescale, shift: video.init.shift },
  });
  if (audio === null) return null;
  const copied = samples.slice(audio.from, audio.to);
  return {
    tables: {
      kind: "audio",
      timescale: init.timescale,
      sampleEntry: init.sampleEntry,
      display: init.display,
      language: init.language,
      sizes: copied.map(({ sizeBytes }) => sizeBytes),
      durations: copied.map(({ durationTicks }) => durationTicks),
      compositionOffsets: null,
      syncIndexes: null,
      edit: audio,
    },
    bytes: copied.map(({ offset, sizeBytes }) => ({ file: window, pieces: [{ offset, sizeBytes }] })),
  };
}
