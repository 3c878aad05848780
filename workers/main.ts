import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { describeError } from "#lib/errors.ts";
import { reportFfmpeg } from "#lib/platform/ffmpeg/report-ffmpeg.ts";
import { redactOutput } from "#lib/platform/redact-output.ts";
import { sweepScratch } from "#lib/platform/scratch.ts";
import { secretsOf } from "#lib/platform/secrets.ts";
import { runWorker } from "./run-worker.ts";

/** The worker process: takes jobs until SIGTERM, SIGINT, or the end of the process that started it. */
const config = loadConfig();
const ctx = createContext({ config, name: "worker" });
redactOutput(ctx.log, secretsOf(config));

const stopAsked = new Promise<void>((resolve) => {
  process.once("SIGTERM", () => resolve());
  process.once("SIGINT", () => resolve());
  process.once("disconnect", () => resolve());
});

let exitCode = 0;
try {
  await sweepScratch(config);
  await reportFfmpeg(ctx);
  const worker = await runWorker(ctx);
  process.send?.("ready");
  ctx.log.info({ concurrency: config.workerConcurrency }, "worker ready");
  try {
    await Promise.race([stopAsked, worker.ended]);
  } catch (error) {
    exitCode = 1;
    ctx.log.error({ err: error }, describeError(error).message);
  }
  await worker.stop();
} catch (error) {
  exitCode = 1;
  ctx.log.error({ err: error }, describeError(error).message);
}
await ctx.close().catch(() => {});
process.exit(exitCode);
