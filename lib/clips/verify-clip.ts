import { stat } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { listFramePts } from "./list-frames.ts";
import type { CutPlan } from "./model.ts";
import { type Size, sizeOf } from "./render/model.ts";

const minBytes = 1000;
const probeSide = 16;

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
  const facts = await probeFile(ctx, filePath);
  if (!facts.video) throw invalid("it has no picture");
  if (plan.render) {
    const { width, height } = sizeOf(plan.render.profile, input.sourceSize);
    const isRight = facts.video.width === width && facts.video.height === height;
    if (!isRight)
      throw invalid(`its picture is ${facts.video.width} × ${facts.video.height} instead of ${width} × ${height}`);
  }
  if (input.hasAudio && facts.audio.length === 0) throw invalid("it has no sound, the source has");
  const pts = (await listFramePts(ctx, filePath)).sort((a, b) => a - b);
  if (pts.length !== plan.frameCount) throw invalid(`it has ${pts.length} frames instead of ${plan.frameCount}`);
  const spanTicks = (pts.at(-1) as number) - (pts[0] as number);
  const frameTicks = (plan.endTicks - plan.startTicks) / plan.frameCount;
  const lastFrameTicks = plan.endTicks - plan.startTicks - spanTicks;
  if (new Set(pts).size !== pts.length) throw invalid("two of its frames have the same time");
  if (lastFrameTicks < 0 || lastFrameTicks > frameTicks * 2 + plan.timescale * 0.002) {
    throw invalid(`its length differs from the planned ${plan.durationSeconds.toFixed(3)} s`);
  }
  await requireFrame(ctx, filePath, 0, "first");
  await requireFrame(
    ctx,
    filePath,
    spanTicks / plan.timescale - 0.25 / (plan.frameCount / plan.durationSeconds),
    "last",
  );
  return { sizeBytes, durationMs: Math.round(plan.durationSeconds * 1000) };
}

async function requireFrame(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  filePath: string,
  atSeconds: number,
  which: string,
): Promise<void> {
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-ss", Math.max(0, atSeconds).toFixed(6), "-f", "mov", "-i", filePath, "-map", "0:v:0"],
      ...["-frames:v", "1", "-vf", `scale=${probeSide}:${probeSide},format=gray`, "-f", "rawvideo", "pipe:1"],
    ],
    limits: { timeoutMs: 120_000 },
    stdout: "buffer",
  });
  if (stdout.length !== probeSide * probeSide) throw invalid(`its ${which} frame can't be decoded`);
}

const invalid = (what: string) =>
  new AppError(
    "output_invalid",
    `The cut file was thrown away: ${what}. Cut it again; if it stays, move the bounds a little or use the other mode.`,
  );
