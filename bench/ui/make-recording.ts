import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import { madeOnce } from "../media/make-vod.ts";
import { plainFfmpeg } from "../media/tools.ts";

const pieceSeconds = 8;
/** Whole AAC frames at 48 kHz: 600 s are 28,125 of them. */
const soundSeconds = 600;

/**
 * An 8-hour recording as `filePath`: 854x480 at 30 frames/s, a keyframe every 2 s, sound that swells and falls. Made of
 * pieces that are encoded once and copied; what it shows is the same every 8 s.
 */
export async function makeRecording(
  config: Config,
  input: { filePath: string; seconds: number; cacheDir: string },
): Promise<void> {
  const picture = await madeOnce(config, input.cacheDir, "ui-piece.mp4", [
    ...["-f", "lavfi", "-i", "testsrc2=size=854x480:rate=30", "-t", String(pieceSeconds)],
    ...["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-b:v", "500k", "-maxrate", "700k"],
    ...["-bufsize", "1000k", "-bf", "2", "-g", "60", "-keyint_min", "60", "-sc_threshold", "0"],
  ]);
  const loudness = "0.03+0.5*pow(abs(sin(t/37)),6)+0.3*pow(abs(sin(t/11)),12)";
  const sound = await madeOnce(config, input.cacheDir, "ui-sound.aac", [
    ...["-f", "lavfi", "-i", `anoisesrc=color=pink:sample_rate=48000,volume='${loudness}':eval=frame`],
    ...["-t", String(soundSeconds), "-ac", "1", "-c:a", "aac", "-b:a", "64k"],
  ]);
  const list = (name: string, file: string, eachSeconds: number) => {
    const listPath = `${input.filePath}.${name}.txt`;
    const times = Math.ceil(input.seconds / eachSeconds);
    const line = `file '${path.resolve(file)}'\nduration ${eachSeconds}\n`;
    return writeFile(listPath, `ffconcat version 1.0\n${line.repeat(times)}`).then(() => listPath);
  };
  const lists = [await list("picture", picture, pieceSeconds), await list("sound", sound, soundSeconds)];
  await plainFfmpeg(config, [
    ...lists.flatMap((file) => ["-f", "concat", "-safe", "0", "-i", file]),
    ...["-map", "0:v", "-map", "1:a", "-t", String(input.seconds), "-c", "copy", "-bsf:a", "aac_adtstoasc"],
    input.filePath,
  ]);
  await Promise.all(lists.map((file) => rm(file)));
}
