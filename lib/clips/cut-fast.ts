import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { CutWork } from "./cut-exact.ts";
import { copyClip } from "./splice/copy-clip.ts";

/**
 * Cuts from a keyframe without encoding. Throws `invalid_input` where that isn't a whole picture, `output_invalid` when the
 * window lacks the planned frames.
 */
export async function cutFast(ctx: Pick<Ctx, "signal">, { source, plan, outPath }: CutWork): Promise<undefined> {
  const copied = await copyClip(ctx.signal, {
    windowPath: source.filePath,
    startTicks: plan.startTicks + source.zeroPtsTicks,
    endTicks: plan.endTicks + source.zeroPtsTicks,
    frameCount: plan.frameCount,
    outPath,
  });
  if (copied.ok) return;
  throw copied.reason === "open_gop"
    ? new AppError("invalid_input", `The clip can't be copied: ${copied.message} Cut it in the mode exact.`)
    : new AppError("output_invalid", `The clip can't be copied: ${copied.message} Move its start a little.`);
}
