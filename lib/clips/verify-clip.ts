import { readFile, rm, stat } from "node:fs/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { fileInput } from "#lib/platform/ffmpeg/input-args.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { type PacketList, parsePacketList } from "./list-packets.ts";
import type { CutPlan } from "./model.ts";
import { type Size, sizeOf } from "./render/model.ts";

const minBytes = 1000;
const firstSide = 16;
const lastSide = 8;
const limits = { timeoutMs: 120_000 };

type VerifyContext = Pick<Ctx, "config" | "log" | "signal">;
type ToVerify = { filePath: string; plan: CutPlan; hasAudio: boolean; sourceSize: Size };

/**
 * Checks a cut file against its plan before anything points at it: size, streams, frame count, length within a frame,
 * first and last frame decodable. One run of ffmpeg, whose demuxer and decoder had no part in making the file; its exit
 * code proves nothing. Throws `output_invalid` naming what is wrong.
 */
export async function verifyClip(
  ctx: VerifyContext,
  input: ToVerify,
): Promise<{ sizeBytes: number; durationMs: number }> {
  const { plan, filePath } = input;
  const { size: sizeBytes } = await stat(filePath);
  if (sizeBytes < minBytes) throw invalid(`the file has only ${sizeBytes} bytes`);
  const frameSeconds = plan.durationSeconds / plan.frameCount;
  const lastSeconds = Math.max(0, (plan.lastFrameTicks - plan.startTicks) / plan.timescale - 0.25 * frameSeconds);
  const { streams, pictures } = await readBack(ctx, { filePath, lastSeconds });
  requirePlanned(streams, input);
  if (pictures === "both") return { sizeBytes, durationMs: Math.round(plan.durationSeconds * 1000) };
  throw invalid(`its ${pictures === "first" ? "last" : "first"} frame can't be decoded`);
}

/**
 * Lists the packets, and decodes the first frame and the one at `lastSeconds` into pictures whose sizes tell which came
 * out. Frames that nobody refers to are passed over on the way to the last one, unless it is one of them.
 */
async function readBack(
  ctx: VerifyContext,
  input: { filePath: string; lastSeconds: number },
): Promise<{ streams: PacketList[]; pictures: "both" | "first" | "none" }> {
  const listPath = `${input.filePath}.packets`;
  const file = fileInput(input.filePath, "mov");
  const decoded = (atSeconds: number) => [
    "-threads",
    "1",
    "-skip_loop_filter",
    "all",
    "-ss",
    atSeconds.toFixed(6),
    ...file,
  ];
  const picture = (n: number, side: number) => [
    ...["-map", `${n}:v:0`, "-frames:v", "1", "-vf", `scale=${side}:${side},format=gray`, "-f", "rawvideo", "pipe:1"],
  ];
  const decode = async (skipped: "noref" | "none"): Promise<"both" | "first" | "none"> => {
    const { stdout } = await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", ...decoded(0), "-skip_frame", skipped, ...decoded(input.lastSeconds), ...file],
        // The pictures come first: behind a copy, ffmpeg 5 goes on decoding both of their inputs to the end.
        ...[...picture(0, firstSide), ...picture(1, lastSide)],
        ...["-map", "2:v", "-map", "2:a?", "-c", "copy", "-f", "framecrc", `file:${listPath}`],
      ],
      limits,
      stdout: "buffer",
    }).catch((error) => {
      const isOfTheFile = error instanceof AppError && ["media_unreadable", "media_truncated"].includes(error.code);
      throw isOfTheFile ? invalid("it can't be read back") : error;
    });
    if (stdout.length === firstSide ** 2 + lastSide ** 2) return "both";
    return stdout.length === firstSide ** 2 ? "first" : "none";
  };
  try {
    let pictures = await decode("noref");
    if (pictures !== "both") pictures = await decode("none");
    return { streams: parsePacketList(await readFile(listPath, "utf8")), pictures };
  } finally {
    await rm(listPath, { force: true });
  }
}

function requirePlanned(streams: PacketList[], { plan, hasAudio, sourceSize }: ToVerify): void {
  const video = streams.find(({ kind }) => kind === "video");
  if (!video) throw invalid("it has no picture");
  if (plan.render) {
    const { width, height } = sizeOf(plan.render.profile, sourceSize);
    if (video.width !== width || video.height !== height)
      throw invalid(`its picture is ${video.width} × ${video.height} instead of ${width} × ${height}`);
  }
  const sound = streams.find(({ kind }) => kind === "audio");
  if (hasAudio && (sound?.ptsTicks.length ?? 0) === 0) throw invalid("it has no sound, the source has");
  const pts = [...video.ptsTicks].sort((a, b) => a - b);
  if (pts.length !== plan.frameCount) throw invalid(`it has ${pts.length} frames instead of ${plan.frameCount}`);
  if (new Set(pts).size !== pts.length) throw invalid("two of its frames have the same time");
  const tickSeconds = video.timebase.num / video.timebase.den;
  const frameSeconds = plan.durationSeconds / plan.frameCount;
  // From the first to the last frame: how long the last one stays is nobody's packet.
  const plannedSeconds = (plan.lastFrameTicks - plan.startTicks) / plan.timescale;
  const shownSeconds = (pts.at(-1)! - pts[0]!) * tickSeconds;
  if (Math.abs(shownSeconds - plannedSeconds) > frameSeconds + tickSeconds) {
    throw invalid(`its length differs from the planned ${plan.durationSeconds.toFixed(3)} s`);
  }
}

const invalid = (what: string) =>
  new AppError(
    "output_invalid",
    `The cut file was thrown away: ${what}. Cut it again; if it stays, move the bounds a little or use the other mode.`,
  );
