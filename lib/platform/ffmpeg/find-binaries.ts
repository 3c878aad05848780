import { execFile } from "node:child_process";
import { accessSync, chmodSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import type { Config } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";
import { type BuildAge, parseBuildAge } from "./known-holes.ts";
import type { FfmpegBinaries } from "./model.ts";

const run = promisify(execFile);
const found = new Map<string, Promise<FfmpegBinaries>>();
const oldestSystemMajor = 5;

/**
 * The ffmpeg and ffprobe to use: `FFMPEG_PATH`, else a system ffmpeg of version 5 or newer that has x264, else the npm
 * packages. Looked up once a process. Throws `missing_dependency` with the next step when there is none that runs.
 */
export function findFfmpeg(config: Pick<Config, "ffmpegPath" | "ffprobePath">): Promise<FfmpegBinaries> {
  const key = `${config.ffmpegPath ?? ""}|${config.ffprobePath ?? ""}`;
  let search = found.get(key);
  if (!search) {
    search = look(config);
    found.set(key, search);
    search.catch(() => found.delete(key));
  }
  return search;
}

async function look(config: Pick<Config, "ffmpegPath" | "ffprobePath">): Promise<FfmpegBinaries> {
  if (config.ffmpegPath !== undefined) return await named(config.ffmpegPath, config.ffprobePath);
  const [system, systemProbe] = await Promise.all([readVersion("ffmpeg"), readVersion("ffprobe")]);
  if (system && systemProbe && system.major >= oldestSystemMajor && system.hasX264) {
    return await result("ffmpeg", config.ffprobePath ?? "ffprobe", system, "system");
  }
  const ffmpegPath = npmBinary("@ffmpeg-installer/ffmpeg");
  const ffprobePath = config.ffprobePath ?? npmBinary("@ffprobe-installer/ffprobe");
  const version = ffmpegPath === null ? null : await readVersion(ffmpegPath);
  if (ffmpegPath === null || ffprobePath === null || version === null || (await readVersion(ffprobePath)) === null) {
    throw new AppError(
      "missing_dependency",
      'No ffmpeg was found that runs here. Install ffmpeg 5 or newer, set FFMPEG_PATH to one, or run "npm install" again so that the packaged one is put in place.',
    );
  }
  return await result(ffmpegPath, ffprobePath, version, "npm");
}

async function named(ffmpegPath: string, givenProbe: string | undefined): Promise<FfmpegBinaries> {
  const version = await readVersion(ffmpegPath);
  const beside = path.join(path.dirname(ffmpegPath), "ffprobe");
  const candidates = [givenProbe, existsSync(beside) ? beside : undefined, "ffprobe"];
  const ffprobePath = candidates.find((one) => one !== undefined) as string;
  const usable =
    (await readVersion(ffprobePath)) !== null
      ? ffprobePath
      : givenProbe
        ? null
        : npmBinary("@ffprobe-installer/ffprobe");
  if (version === null || usable === null) {
    const what = version === null ? `FFMPEG_PATH (${ffmpegPath})` : `FFPROBE_PATH (${ffprobePath})`;
    throw new AppError(
      "missing_dependency",
      `${what} does not run. Set it to a working program, or unset it to use the system's or the packaged one.`,
    );
  }
  return await result(ffmpegPath, usable, version, "environment");
}

type Version = { version: string; major: number; hasX264: boolean; age: BuildAge };

async function result(
  ffmpegPath: string,
  ffprobePath: string,
  { version, major, age }: Version,
  source: FfmpegBinaries["source"],
): Promise<FfmpegBinaries> {
  const probe = await readVersion(ffprobePath);
  return { ffmpegPath, ffprobePath, version, major, source, age, probeAge: probe?.age ?? age };
}

async function readVersion(program: string): Promise<Version | null> {
  try {
    const { stdout } = await run(program, ["-hide_banner", "-version"], { timeout: 20_000 });
    return parseVersion(stdout);
  } catch {
    return null;
  }
}

/**
 * Reads the output of `-version`; null when it is no ffmpeg's. Builds from git carry no release number, so the major
 * version comes from libavutil, whose own major is 52 above the release's.
 */
export function parseVersion(text: string): Version | null {
  const version = /^ff(?:mpeg|probe) version (\S+)/.exec(text)?.[1];
  if (version === undefined) return null;
  const release = /^n?(\d{1,2})\.\d/.exec(version)?.[1];
  const libavutil = /libavutil\s+(\d+)\./.exec(text)?.[1];
  const major = release !== undefined ? Number(release) : libavutil !== undefined ? Number(libavutil) - 52 : 0;
  return { version, major, hasX264: text.includes("--enable-libx264"), age: parseBuildAge(text) };
}

function npmBinary(name: string): string | null {
  try {
    const file = (createRequire(import.meta.url)(name) as { path: string }).path;
    try {
      accessSync(file, constants.X_OK);
    } catch {
      // Installed with scripts switched off, the file lacks its execute bit.
      chmodSync(file, 0o755);
    }
    return file;
  } catch {
    return null;
  }
}
