import { rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "#lib/config.ts";
import { plainFfmpeg } from "./tools.ts";

/** Length of one made piece: whole groups of both lengths, and a whole number of AAC frames at 48 kHz. */
const pieceSeconds = 16;
const framesPerSecond = 60;
/** 1080p60 as streamed: 8 hours of it and of 160 kbit/s sound are 18.6 GB. */
const videoBitrate = "5000k";

/** A recording whose first half has a keyframe every 2 s and whose second half every 8 s. */
export type BenchVod = { filePath: string; seconds: number; halfSeconds: number; sizeBytes: number };

type Piece = { gopSeconds: number; filePath: string };

/** Encodes the two pieces and the sound that recordings are looped from. */
export async function makePieces(config: Config, dir: string): Promise<{ pieces: Piece[]; soundPath: string }> {
  const pieces = [2, 8].map((gopSeconds) => ({ gopSeconds, filePath: path.join(dir, `piece-${gopSeconds}.mp4`) }));
  for (const { gopSeconds, filePath } of pieces) {
    const group = String(gopSeconds * framesPerSecond);
    await plainFfmpeg(config, [
      ...["-f", "lavfi", "-i", `testsrc2=size=1920x1080:rate=${framesPerSecond},noise=alls=4:allf=t`],
      ...["-t", String(pieceSeconds), "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"],
      ...["-b:v", videoBitrate, "-maxrate", "6500k", "-bufsize", "10000k", "-bf", "2"],
      ...["-g", group, "-keyint_min", group, "-sc_threshold", "0"],
      ...["-video_track_timescale", "15360", filePath],
    ]);
  }
  const soundPath = path.join(dir, "sound.aac");
  await plainFfmpeg(config, [
    ...["-f", "lavfi", "-i", "anoisesrc=color=pink:amplitude=0.3:sample_rate=48000", "-ac", "2"],
    ...["-t", String(pieceSeconds), "-c:a", "aac", "-b:a", "160k", soundPath],
  ]);
  return { pieces, soundPath };
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
  await plainFfmpeg(config, [
    ...["-f", "concat", "-safe", "0", "-i", listPath, "-stream_loop", "-1", "-i", made.soundPath],
    ...["-map", "0:v", "-map", "1:a", "-t", String(seconds), "-c", "copy", "-bsf:a", "aac_adtstoasc", filePath],
  ]);
  await rm(listPath);
  return { filePath, seconds, halfSeconds: seconds / 2, sizeBytes: (await stat(filePath)).size };
}
