import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { CutMade, CutPlan } from "./model.ts";
import { encodeClipWhole } from "./splice/encode-clip.ts";
import { spliceClip } from "./splice/splice-clip.ts";

/** What a cutter works from: a local window file whose frame times are VOD ticks + `zeroPtsTicks`. */
export type CutSource = { filePath: string; zeroPtsTicks: number; hasAudio: boolean };
export type CutWork = {
  source: CutSource;
  plan: CutPlan;
  outPath: string;
  /** Reads a window that begins one segment earlier; null where the last one began the video. */
  readEarlier?: () => Promise<CutSource | null>;
  timeoutMs: number;
  onFraction?: (fraction: number) => void;
};

type ExactContext = Pick<Ctx, "config" | "log" | "signal">;

/**
 * Cuts to the frame: copies what can be copied and encodes only the edges; where that isn't safe the clip is encoded
 * whole, and the result says why. A start that needs frames of the segment before gets a longer window.
 * Throws `output_invalid` when neither way gives the planned frames, and what the encoder throws.
 */
export async function cutExact(ctx: ExactContext, work: CutWork): Promise<CutMade> {
  const { plan } = work;
  const scratchDir = path.join(path.dirname(work.outPath), "pieces");
  await mkdir(scratchDir, { recursive: true });
  let source: CutSource | null = work.source;
  let refused = "its keyframes depend on pictures before them";
  while (source !== null) {
    const { zeroPtsTicks } = source;
    const bounds = {
      startTicks: plan.startTicks + zeroPtsTicks,
      endTicks: plan.endTicks + zeroPtsTicks,
      timescale: plan.timescale,
    };
    const input = { windowPath: source.filePath, bounds, outPath: work.outPath, scratchDir };
    const spliced = await spliceClip(ctx, input);
    if (spliced.ok) return { method: "spliced", ...framesOf(spliced), because: null };
    const encoded = await encodeClipWhole(ctx, input);
    if (encoded.ok) return { method: "encoded", ...framesOf(encoded), because: spliced.message };
    refused = encoded.message;
    source = encoded.reason === "open_gop" ? ((await work.readEarlier?.()) ?? null) : null;
  }
  throw new AppError("output_invalid", `The clip can't be cut to the frame: ${refused} Move its start a little.`);
}

const framesOf = ({ framesEncoded, framesCopied }: { framesEncoded: number; framesCopied: number }) => ({
  framesEncoded,
  framesCopied,
});
