import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadConfig } from "#lib/config.ts";
import { createLog } from "#lib/platform/log.ts";
import { chooseBounds } from "../heuristic/choose-bounds.ts";
import type { RefinementInput } from "../model.ts";
import { measureSpeechLikeSound } from "./speech-like-sound.ts";

const recordingCount = 20;
const boundsPerRecording = 20;

/** The same numbers every time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** How often bounds lie in a pause, as they come and as they are chosen, on made recordings whose pauses are known. */
export async function evaluatePauses(): Promise<void> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-eval-"));
  const ctx = {
    config: loadConfig({ ...process.env, VODMANAGER_DATA_DIR: dir }),
    log: createLog({ level: "silent", name: "eval" }),
    signal: new AbortController().signal,
  };
  try {
    for (const musicDb of [-90, -20, -12, -6]) {
      const random = createRandom(5);
      const counts = { before: 0, after: 0, bounds: 0 };
      let movedSeconds = 0;
      for (let seed = 0; seed < recordingCount; seed += 1) {
        const pauses = makePauses(random);
        const loudness = await measureSpeechLikeSound(ctx, {
          filePath: path.join(dir, "s.m4a"),
          pauses,
          musicDb,
          seed,
        });
        for (let n = 0; n < boundsPerRecording; n += 1) {
          const startSeconds = 10 + 15 * random();
          const current = { startSeconds, endSeconds: startSeconds + 15 + 10 * random() };
          const chosen = chooseBounds({ ...empty, current, loudness });
          for (const name of ["startSeconds", "endSeconds"] as const) {
            counts.bounds += 1;
            movedSeconds += Math.abs(chosen[name] - current[name]);
            if (isInPause(pauses, current[name])) counts.before += 1;
            if (isInPause(pauses, chosen[name])) counts.after += 1;
          }
        }
      }
      const share = (count: number) => `${((100 * count) / counts.bounds).toFixed(1)} %`;
      console.log(
        `music at ${musicDb} dB of speech: ${counts.bounds} bounds, in a pause ${share(counts.before)} before, ${share(counts.after)} after; moved ${(movedSeconds / counts.bounds).toFixed(2)} s on average`,
      );
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Speech of 1.5 to 7 s between pauses of 0.4 to 1.2 s. */
function makePauses(random: () => number): [number, number][] {
  const pauses: [number, number][] = [];
  for (let at = 1.5 + 5.5 * random(); at < 59; at += 1.5 + 5.5 * random()) {
    const end = at + 0.4 + 0.8 * random();
    pauses.push([at, end]);
    at = end;
  }
  return pauses;
}

const isInPause = (pauses: [number, number][], at: number) =>
  pauses.some(([from, to]) => at >= from - 0.05 && at <= to + 0.05);

const empty: Omit<RefinementInput, "current" | "loudness"> = {
  window: { startSeconds: 0, endSeconds: 60 },
  peakSeconds: null,
  score: 1,
  contributions: [],
  transcript: [],
  chat: [],
  chatPerSecond: [],
  events: [],
  audio: null,
  previous: null,
};
