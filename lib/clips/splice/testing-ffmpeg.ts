/** For tests and the sweep: ffmpeg without the product's guards, and a sound to compare. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Config } from "#lib/config.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { createLog } from "#lib/platform/log.ts";
import type { EncoderContext } from "./run-encoder.ts";

const run = promisify(execFile);

/** A context that needs no database: the programs of the environment, no log. */
export const testContext = (): EncoderContext => ({
  config: {
    ffmpegPath: process.env.FFMPEG_PATH,
    ffprobePath: process.env.FFPROBE_PATH,
    minFreeDiskBytes: 1_000_000,
  } as Config,
  log: createLog({ level: process.env.LOG_LEVEL ?? "silent", name: "splice" }),
  signal: new AbortController().signal,
});

/** Runs ffmpeg for a test; resolves with what it wrote. */
export async function ffmpeg(...args: string[]): Promise<{ stdout: Buffer; stderr: string }> {
  const { ffmpegPath } = await findFfmpeg(testContext().config);
  const options = { encoding: "buffer", maxBuffer: 2 ** 30 } as const;
  const { stdout, stderr } = await run(ffmpegPath, ["-hide_banner", "-nostdin", "-y", ...args], options);
  return { stdout, stderr: stderr.toString() };
}

/** A sound whose pitch never repeats, so that every shift of it shows. */
export const chirp = (seconds: number): string =>
  `aevalsrc='0.5*sin(2*PI*(300*t+40*t*t))|0.5*sin(2*PI*(500*t+30*t*t))':s=48000:d=${seconds}`;

/** A second output that throws everything away: ffmpeg counts times from the first packet of the streams it uses. */
export const useAllStreams = ["-map", "0:v", "-map", "0:a?", "-c", "copy", "-f", "null", "/dev/null"];
