import type { ChildProcess, SpawnOptions } from "node:child_process";
import os from "node:os";
import ffmpeg from "fluent-ffmpeg";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { count } from "../metrics.ts";
import { findFfmpeg } from "./find-binaries.ts";
import { guardEnvironment, guardShell } from "./guard.ts";
import { holdProgram } from "./hold-program.ts";
import { guardInputs, parseProgressLine } from "./input-args.ts";
import { limitThreads } from "./limit-threads.ts";
import type { RunLimits, RunProgress } from "./model.ts";
import { superviseChild } from "./supervise.ts";

const maxBufferedBytes = 256 * 1024 * 1024;

/**
 * The spawning half of fluent-ffmpeg. Its public `run()` first probes the input and lists codecs with unguarded
 * processes and can't pass an environment, so only the spawner is used.
 */
type Spawner = {
  setFfmpegPath: (file: string) => void;
  _spawnFfmpeg: (
    args: string[],
    options: SpawnOptions & { captureStdout: false },
    onStart: (child: ChildProcess) => void,
    onEnd: (error: Error | null) => void,
  ) => void;
};

/**
 * Runs ffmpeg with `args` (inputs may only be local files or pipes) and waits for its end. It is stopped on
 * `ctx.signal`, on its limits, and when this process dies. `stdout`: what happens to bytes written to `pipe:1`; a
 * function gets them as they come, and ffmpeg waits while it is slow to return its promise.
 * Throws an AppError (`cancelled`, `timeout`, `disk_full`, `media_unreadable`, ...) whose details carry the stderr tail.
 */
export async function runFfmpeg(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: {
    args: string[];
    limits: RunLimits;
    onProgress?: (progress: RunProgress) => void;
    durationSeconds?: number;
    stdout?: "ignore" | "buffer" | ((chunk: Buffer) => void);
  },
): Promise<{ stdout: Buffer; stderrTail: string }> {
  const { ffmpegPath } = await findFfmpeg(ctx.config);
  const reporting = input.onProgress ? ["-progress", "pipe:2"] : [];
  const args = [
    "-hide_banner",
    "-nostats",
    "-nostdin",
    "-y",
    ...reporting,
    ...guardInputs(limitThreads(input.args, os.availableParallelism())),
  ];
  const chunks: Buffer[] = [];
  let bufferedBytes = 0;
  const startedAt = performance.now();

  const child = await spawnChild(await holdProgram(ctx, ffmpegPath, args, input.limits));
  let tooMuch = false;
  child.stdout?.on("data", (chunk: Buffer) => {
    if (typeof input.stdout === "function") return input.stdout(chunk);
    if (input.stdout !== "buffer") return;
    bufferedBytes += chunk.length;
    if (bufferedBytes <= maxBufferedBytes) return void chunks.push(chunk);
    tooMuch = true;
    child.stdin?.destroy();
  });
  const onLine = (line: string) => {
    const outTimeSeconds = parseProgressLine(line);
    if (outTimeSeconds === undefined) return false;
    if (outTimeSeconds !== null) {
      const whole = input.durationSeconds;
      const fraction = whole !== undefined && whole > 0 ? Math.min(1, Math.max(0, outTimeSeconds / whole)) : null;
      input.onProgress?.({ outTimeSeconds, fraction });
    }
    return true;
  };
  try {
    const stderrTail = await superviseChild(ctx, child, { program: "ffmpeg", args, limits: input.limits, onLine });
    ctx.log.debug({ args, ms: Math.round(performance.now() - startedAt) }, "ffmpeg done");
    count("ffmpeg_runs_total", { outcome: "done" });
    return { stdout: Buffer.concat(chunks), stderrTail };
  } catch (error) {
    count("ffmpeg_runs_total", { outcome: "failed" });
    if (tooMuch) throw new AppError("too_large", "ffmpeg wrote more than may be kept in memory.", { cause: error });
    throw error;
  } finally {
    count("ffmpeg_seconds_total", {}, (performance.now() - startedAt) / 1000);
  }
}

function spawnChild(args: string[]): Promise<ChildProcess> {
  const spawner = ffmpeg() as unknown as Spawner;
  spawner.setFfmpegPath(guardShell);
  const options = { captureStdout: false as const, env: guardEnvironment(), stdio: "pipe" as const };
  return new Promise((resolve, reject) => {
    spawner._spawnFfmpeg(args, options, resolve, (error) => error && reject(error));
  });
}
