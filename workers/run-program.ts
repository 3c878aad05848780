import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Ctx } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import { reportFfmpeg } from "#lib/platform/ffmpeg/report-ffmpeg.ts";
import { sweepScratch } from "#lib/platform/scratch.ts";
import { runWorker, type WorkerOptions } from "./run-worker.ts";

const longestCloseMs = 3_000;

/**
 * The worker as a program: takes jobs until SIGTERM, SIGINT, the end of the process that started it, or trouble that
 * only a new process is sure to be free of. Ends the process: 0 when it was asked to, else 1.
 */
export async function runWorkerProgram(
  ctx: Ctx & { pool: pg.Pool; close: () => Promise<void> },
  options: WorkerOptions = {},
): Promise<never> {
  let fail: (error: unknown) => void = () => {};
  const trouble = new Promise<never>((_, reject) => (fail = reject));
  trouble.catch(() => {});
  const stopAsked = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    process.once("disconnect", () => resolve());
  });
  // The queue's library settles jobs in the background; when the database goes away under it, nobody awaits the failure.
  process.on("unhandledRejection", (error) => fail(error));

  let exitCode = 0;
  try {
    await sweepScratch(ctx.config);
    await reportFfmpeg(ctx);
    const worker = await runWorker(ctx, options);
    process.send?.("ready");
    ctx.log.info({ concurrency: ctx.config.workerConcurrency }, "worker ready");
    try {
      await Promise.race([stopAsked, worker.ended, trouble]);
    } catch (error) {
      exitCode = 1;
      ctx.log.error({ err: error }, describeError(error).message);
    }
    await worker.stop();
  } catch (error) {
    exitCode = 1;
    ctx.log.error({ err: error }, describeError(error).message);
  }
  await Promise.race([ctx.close().catch(() => {}), delay(longestCloseMs)]);
  process.exit(exitCode);
}
