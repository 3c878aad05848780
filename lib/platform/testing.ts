import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Config, loadConfig } from "#lib/config.ts";

/**
 * A configuration over an empty directory that `remove` deletes; `env` adds settings. The ffmpeg of the surroundings
 * is used, so that `FFMPEG_PATH=... npm test` tries another.
 */
export function createTestConfig(env: Record<string, string> = {}): {
  config: Config;
  dir: string;
  remove: () => void;
} {
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-test-"));
  const config = loadConfig({
    VODMANAGER_DATA_DIR: path.join(dir, "data"),
    MIN_FREE_DISK_BYTES: "1000000",
    FFMPEG_PATH: process.env.FFMPEG_PATH,
    FFPROBE_PATH: process.env.FFPROBE_PATH,
    ...env,
  });
  return { config, dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
