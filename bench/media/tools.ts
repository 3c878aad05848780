import { spawn } from "node:child_process";
import { loadavg } from "node:os";
import type { Config } from "#lib/config.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";

/** Runs ffmpeg as somebody without this product would, without its guards; throws with the end of its messages. */
export async function plainFfmpeg(config: Pick<Config, "ffmpegPath" | "ffprobePath">, args: string[]): Promise<void> {
  const { ffmpegPath } = await findFfmpeg(config);
  await new Promise<void>((resolve, reject) => {
    const child = spawn(ffmpegPath, ["-hide_banner", "-nostdin", "-v", "error", "-y", ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    let said = "";
    child.stderr.on("data", (chunk) => {
      said = (said + chunk).slice(-2000);
    });
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", end);
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code}: ${said}`));
    });
  });
}

/** How busy the machine is, for a reader who wonders about the walls. */
export const loadText = (): string =>
  `load ${loadavg()
    .map((one) => one.toFixed(1))
    .join(" ")}`;

export const say = (text: string): void => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
