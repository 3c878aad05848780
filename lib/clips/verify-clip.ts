import { stat } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { listFramePts } from "./list-frames.ts";
import type { CutPlan } from "./model.ts";
import { type Size, sizeOf } from "./render/model.ts";

const minBytes = 1000;
const firstSide = 16;
const lastSide = 8;

/**
 * Checks a cut file against its plan before anything points at it: size, streams, frame count, length within a frame,
 * first and last frame decodable. Throws `output_invalid` naming what is wrong; ffmpeg's exit code proves nothing.
 */
export async function verifyClip(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { filePath: string; plan: CutPlan; hasAudio: boolean; sourceSize: Size },
): Promise<{ sizeBytes: number; durationMs: number }> {
  const { plan, filePath } = input;
  const { size: sizeBytes } = await stat(filePath);
  if (sizeBytes < minBytes) throw invalid(`the file has only ${sizeBytes} bytes`);
  const [facts, pts] = await Promise.all([probeFile(ctx, filePath), listFramePts(ctx, filePath)]);
  pts.sort((a, b) => a - b);
  if (!facts.video) throw invalid("it has no picture");
  if (plan.render) {
    const { width, height } = sizeOf(plan.render.profile, input.sourceSize);
    const isRight = facts.video.width === width && facts.video.height === height;
    if (!isRight)
      throw invalid(`its picture is ${facts.video.width} × ${facts.video.height} instead of ${width} × ${height}`);
  }
  if (input.hasAudio && facts.audio.length === 0) throw invalid("it has no sound, the source has");
  if (pts.length !== plan.frameCount) throw invalid(`it has ${pts.length} frames instead of ${plan.frameCount}`);
  const spanTicks = (pts.at(-1) as number) - (pts[0] as number);
  const frameTicks = (plan.endTicks - plan.startTicks) / plan.frameCount;
  const lastFrameTicks = plan.endTicks - plan.startTicks - spanTicks;
  if (new Set(pts).size !== pts.length) throw invalid("two of its frames have the same time");
  if (lastFrameTicks < 0 || lastFrameTicks > frameTicks * 2 + plan.timescale * 0.002) {
    throw invalid(`its length differs from the planned ${plan.durationSeconds.toFixed(3)} s`);
  }
  const frameSeconds = plan.durationSeconds / plan.frameCount;
  await requireEnds(ctx, filePath, spanTicks / plan.timescale - 0.25 * frameSeconds);
  return { sizeBytes, durationMs: Math.round(plan.durationSeconds * 1000) };
}

/** Decodes the first and the last frame in one run, into pictures whose sizes tell which came out. */
async function requireEnds(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  filePath: string,
  lastSeconds: number,
): Promise<void> {
  // Deblocking is a good part of the decoding from the last keyframe to the end, and nobody looks at these pictures.
  const input = (atSeconds: number) => [
    ...["-skip_loop_filter", "all", "-ss", Math.max(0, atSeconds).toFixed(6), "-f", "mov", "-i", filePath],
  ];
  const output = (n: number, side: number) => [
    ...["-map", `${n}:v:0`, "-frames:v", "1", "-vf", `scale=${side}:${side},format=gray`, "-f", "rawvideo", "pipe:1"],
  ];
  const { stdout } = await runFfmpeg(ctx, {
    args: ["-v", "error", ...input(0), ...input(lastSeconds), ...output(0, firstSide), ...output(1, lastSide)],
    limits: { timeoutMs: 120_000 },
    stdout: "buffer",
  });
  const [firstBytes, lastBytes] = [firstSide ** 2, lastSide ** 2];
  if (stdout.length === firstBytes + lastBytes) return;
  throw invalid(`its ${stdout.length === firstBytes ? "last" : "first"} frame can't be decoded`);
}

const invalid = (what: string) =>
  new AppError(
    "output_invalid",
    `The cut file was thrown away: ${what}. Cut it again; if it stays, move the bounds a little or use the other mode.`,
  );
