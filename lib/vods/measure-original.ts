import type { Ctx } from "#lib/context.ts";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import type { SoundCurves } from "./loudness.ts";
import { measureSound, originalSound } from "./measure-sound.ts";
import type { ProcessingPlan } from "./plan-processing.ts";
import type { Beginning } from "./read-beginning.ts";

/** Containers whose times are what the processed file has, too: no jumps, nothing counted anew. */
const plainDemuxers = new Set(["mov", "matroska"]);

/** A measurement under way. `take`: its curves, or null where the sound has to be measured from the processed file. */
export type EarlyMeasurement = { take: () => Promise<SoundCurves | null>; stop: () => void };

/**
 * Measures the first sound track from the original while its picture is being copied: that leaves a core idle, and takes
 * a third off the whole. Null where the original's times may not be those of the processed file.
 */
export function measureOriginal(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { filePath: string; demuxer: string; probe: ProbeFacts; plan: ProcessingPlan; beginning: Beginning },
): EarlyMeasurement | null {
  const { filePath, demuxer, plan, beginning } = input;
  const [track] = plan.audio;
  const { zeroSeconds } = beginning;
  if (!plan.video.copy || !track || zeroSeconds === null || !plainDemuxers.has(demuxer)) return null;
  const { streamIndex, channels } = track.facts;
  const durationSeconds = input.probe.durationSeconds ?? 0;
  const sound = originalSound({ filePath, demuxer, streamIndex, channels, zeroSeconds, durationSeconds });
  const stopped = new AbortController();
  const signal = AbortSignal.any([ctx.signal, stopped.signal]);
  const measuring = measureSound({ ...ctx, signal }, sound, () => {});
  // Awaited behind the copy, which may fail before.
  measuring.catch(() => {});
  return { take: () => measuring, stop: () => stopped.abort() };
}
