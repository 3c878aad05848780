import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { type AudioIndex, hasSound } from "#lib/vods/model.ts";
import { type MediaWindow, readWindow } from "#lib/vods/read-window.ts";
import type { EditedCaptions } from "./captions/find-captions.ts";
import { cutExact } from "./cut-exact.ts";
import { cutFast } from "./cut-fast.ts";
import { listFramePts } from "./list-frames.ts";
import type { CutPlan } from "./model.ts";
import { planCut } from "./plan-cut.ts";
import type { Size } from "./render/model.ts";
import { renderClip } from "./render/render-clip.ts";
import { verifyClip } from "./verify-clip.ts";

export type CutWanted = Pick<Parameters<typeof planCut>[0], "index" | "bounds" | "mode" | "render">;

type WindowWork = {
  accountId: AccountId;
  vodId: string;
  dir: string;
  wanted: CutWanted;
  /** The local window that was planned for it. */
  window: MediaWindow;
  audioIndex: AudioIndex | null;
  sourceSize: Size;
  /** Caption text somebody wrote, of a clip with captions. */
  captions: EditedCaptions | null;
  /** Counts what has to be read beyond the window. */
  meter: ByteMeter;
  onFraction: (fraction: number) => void;
};

/** A checked file and what it really is. */
export type CutFile = { filePath: string; plan: CutPlan; sizeBytes: number; durationMs: number };

/**
 * Cuts what is wanted from a local window, on the frames that are really in it, and checks the file. Throws
 * `invalid_input` when there is nothing to cut, `output_invalid` when the file isn't the planned one, and what ffmpeg throws.
 */
export async function cutWindow(ctx: Ctx, work: WindowWork): Promise<CutFile> {
  const { accountId, vodId, dir, wanted, window, sourceSize, meter } = work;
  const { index } = wanted;
  const filePts = await listFramePts(ctx, window.filePath);
  const planned = planCut({ ...wanted, framePtsTicks: filePts.map((pts) => pts - index.zeroPtsTicks) });
  if (!planned.ok) throw new AppError(planned.reason, planned.message);
  const { plan } = planned;
  const filePath = path.join(dir, "clip.mp4");
  const seconds = (ticks: number) => ticksToSeconds(ticks, plan.timescale);
  const hasAudio = hasSound(work.audioIndex, seconds(plan.startTicks), seconds(plan.endTicks));
  const sourceOf = ({ filePath }: { filePath: string }) => ({ filePath, zeroPtsTicks: index.zeroPtsTicks, hasAudio });
  let { startTicks: readFromTicks } = window.plan;
  const cut = {
    source: sourceOf(window),
    plan,
    readEarlier: async () => {
      if (readFromTicks <= (index.segments.startTicks[0] ?? 0)) return null;
      const earlier = { fromTicks: readFromTicks - 1, toTicks: window.plan.endTicks };
      const wider = await readWindow(ctx, { accountId, vodId, dir, ...earlier });
      readFromTicks = wider.plan.startTicks;
      meter.storeBytes += wider.meter.storeBytes;
      meter.cacheBytes += wider.meter.cacheBytes;
      return sourceOf(wider);
    },
    outPath: filePath,
    timeoutMs: 120_000 + Math.ceil(plan.durationSeconds * 30_000),
    onFraction: (fraction: number) => work.onFraction(0.1 + 0.75 * fraction),
  };
  const told =
    plan.mode === "render"
      ? { notes: await renderClip(ctx, { accountId, vodId, ...cut, sourceSize, captions: work.captions, dir }) }
      : { made: await (plan.mode === "fast" ? cutFast : cutExact)(ctx, cut) };
  const verified = await verifyClip(ctx, { filePath, plan, hasAudio, sourceSize });
  return { filePath, plan: { ...plan, ...told }, ...verified };
}
