import { createHash } from "node:crypto";
import { access, appendFile, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import { plainFfmpeg } from "./tools.ts";

/** Length of one made piece: whole groups of both lengths, and a whole number of AAC frames at 48 kHz. */
const pieceSeconds = 8;
const framesPerSecond = 60;
/** 1080p60 as streamed: 8 hours of it and of 160 kbit/s sound are 18.6 GB. */
const videoBitrate = "5000k";

/** A recording whose first half has a keyframe every 2 s and whose second half every 8 s. */
export type BenchVod = { filePath: string; seconds: number; halfSeconds: number; sizeBytes: number };

type Piece = { gopSeconds: number; filePath: string };

/**
 * The two pieces and the sound that recordings are looped from, encoded at first use and kept in `cacheDir`: they are
 * the same at every run.
 */
export async function makePieces(config: Config, cacheDir: string): Promise<{ pieces: Piece[]; soundPath: string }> {
  await mkdir(cacheDir, { recursive: true });
  const pieces: Piece[] = [];
  for (const gopSeconds of [2, 8]) {
    const group = String(gopSeconds * framesPerSecond);
    const filePath = await madeOnce(config, cacheDir, `piece-${gopSeconds}s.mp4`, [
      ...["-f", "lavfi", "-i", `testsrc2=size=1920x1080:rate=${framesPerSecond}`],
      ...["-t", String(pieceSeconds), "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"],
      ...["-b:v", videoBitrate, "-maxrate", "6500k", "-bufsize", "10000k", "-bf", "2"],
      ...["-g", group, "-keyint_min", group, "-sc_threshold", "0", "-video_track_timescale", "15360"],
    ]);
    pieces.push({ gopSeconds, filePath });
  }
  const soundPath = await madeOnce(config, cacheDir, "sound.aac", [
    ...["-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.3:sample_rate=48000", "-ac", "2"],
    ...["-t", String(pieceSeconds), "-c:a", "aac", "-b:a", "160k"],
  ]);
  return { pieces, soundPath };
}

/** A file made by ffmpeg at first use and kept in `dir`, named by what it is made of. */
export async function madeOnce(config: Config, dir: string, name: string, args: string[]): Promise<string> {
  const digest = createHash("sha256").update(args.join(" ")).digest("hex").slice(0, 12);
  const filePath = path.join(dir, `${digest}-${name}`);
  const isThere = await access(filePath).then(
    () => true,
    () => false,
  );
  if (isThere) return filePath;
  const making = path.join(dir, `${process.pid}-${name}`);
  await plainFfmpeg(config, [...args, making]);
  await rename(making, filePath);
  return filePath;
}

/** Loops the pieces without encoding to a recording of `seconds`, written as `name`. */
export async function loopVod(
  config: Config,
  made: { pieces: Piece[]; soundPath: string; dir: string; name: string; seconds: number },
): Promise<BenchVod> {
  const each = Math.max(1, Math.round(made.seconds / 2 / pieceSeconds));
  const lines = made.pieces.flatMap(({ filePath }) =>
    Array.from({ length: each }, () => `file '${filePath}'\nduration ${pieceSeconds}`),
  );
  const listPath = path.join(made.dir, `${made.name}.txt`);
  const filePath = path.join(made.dir, `${made.name}.mp4`);
  await writeFile(listPath, `ffconcat version 1.0\n${lines.join("\n")}\n`);
  const seconds = each * pieceSeconds * made.pieces.length;
  // Frames with ADTS headers are a stream at any length; ffmpeg's own loop gives every round the same times.
  const soundPath = path.join(made.dir, `${made.name}.aac`);
  const sound = await readFile(made.soundPath);
  for (let round = 0; round < each * made.pieces.length; round += 1) await appendFile(soundPath, sound);
  await plainFfmpeg(config, [
    ...["-f", "concat", "-safe", "0", "-i", listPath, "-i", soundPath],
    ...["-map", "0:v", "-map", "1:a", "-t", String(seconds), "-c", "copy", "-bsf:a", "aac_adtstoasc", filePath],
  ]);
  await rm(listPath);
  await rm(soundPath);
  return { filePath, seconds, halfSeconds: seconds / 2, sizeBytes: (await stat(filePath)).size };
}
