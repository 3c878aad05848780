import type { Ctx } from "#lib/context.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import type { CutPlan } from "../model.ts";
import { targetLufs } from "./model.ts";
import { buildMeasureArgs, nextGain, parseLoudness, type RenderSource } from "./render-args.ts";

/** Quieter than this there is nothing to hear; turning it up would make noise of it. */
const quietestLufs = -60;
const maxTries = 4;

/**
 * The gain (dB) that brings the stretch's sound to −14 LUFS, measured with its peaks limited as they will be; null when
 * it is silent. Only sound is decoded.
 */
export async function findGain(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: { source: RenderSource; plan: CutPlan; timeoutMs: number },
): Promise<number | null> {
  const measure = async (gainDb: number | null) => {
    const args = buildMeasureArgs({ ...input, gainDb });
    const { stderrTail } = await runFfmpeg(ctx, { args, limits: { timeoutMs: input.timeoutMs } });
    return parseLoudness(stderrTail);
  };
  const asItIs = await measure(null);
  if (asItIs === null || asItIs < quietestLufs) return null;
  let gainDb = Math.min(40, targetLufs - asItIs);
  for (let tries = 1; tries < maxTries; tries += 1) {
    const next = nextGain(gainDb, (await measure(gainDb)) ?? targetLufs);
    if (next === null) break;
    gainDb = next;
  }
  return gainDb;
}
