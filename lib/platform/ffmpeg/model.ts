import type { BuildAge } from "./known-holes.ts";

/** Where the programs are and what they are: `major` decides which options are safe (see DESIGN: common subset below 5). */
export type FfmpegBinaries = {
  ffmpegPath: string;
  ffprobePath: string;
  version: string;
  major: number;
  source: "environment" | "system" | "npm";
  /** How old each of the two is. */
  age: BuildAge;
  probeAge: BuildAge;
};

/** Limits of one run. All are enforced: wall clock by us; CPU, memory and output size by the system. */
export type RunLimits = {
  timeoutMs: number;
  cpuSeconds?: number;
  maxOutputBytes?: number;
  /** In place of the configured most. */
  maxMemoryBytes?: number;
};

/** What one run reports while it works. `fraction` is null until a duration is known. */
export type RunProgress = { outTimeSeconds: number; fraction: number | null };
