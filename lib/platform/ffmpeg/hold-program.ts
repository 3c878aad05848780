import type { Config } from "#lib/config.ts";
import { findIsolation } from "./find-isolation.ts";
import { guardArgs } from "./guard.ts";
import type { RunLimits } from "./model.ts";

/** Arguments for the guard's shell that run ffmpeg or ffprobe under its limits and, where the system allows, without a network. */
export async function holdProgram(
  ctx: { config: Pick<Config, "ffmpegMaxMemoryBytes"> },
  program: string,
  args: string[],
  limits: RunLimits,
): Promise<string[]> {
  const isolation = await findIsolation();
  const maxMemoryBytes = limits.maxMemoryBytes ?? ctx.config.ffmpegMaxMemoryBytes;
  return guardArgs([...(isolation?.prefix ?? []), program, ...args], { ...limits, maxMemoryBytes });
}
