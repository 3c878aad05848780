import path from "node:path";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { hasSound } from "#lib/vods/model.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import { removePending, storeFiles } from "#lib/vods/store-media.ts";
import type { Claimed } from "./claim-attempt.ts";
import { cutExact } from "./cut-exact.ts";
import { cutFast } from "./cut-fast.ts";
import { listFramePts } from "./list-frames.ts";
import type { CutMode, CutPlan } from "./model.ts";
import type { Part } from "./open-batch.ts";
import { neededDiskBytes, planCut } from "./plan-cut.ts";
import { deleteReplacedFiles, publishClip } from "./publish-clip.ts";
import { renderClip } from "./render/render-clip.ts";
import { requireClipable } from "./require-clipable.ts";
import { verifyClip } from "./verify-clip.ts";

export type CutOne = {
  accountId: AccountId;
  claimed: Claimed;
  /** The clip's place in its batch: counts its bytes. `ctx.signal` is the part's. */
  part: Pick<Part, "meter">;
  onFraction: (fraction: number) => void;
  /** Called at the named points of the work; tests end it there. */
  onStep?: (step: "cut" | "stored") => void;
};

/**
 * Cuts one claimed attempt: reads its window by one range, cuts, checks, stores, publishes. Throws what went wrong; the
 * caller decides whether the attempt has failed. Whatever it stops at, nothing points at an unchecked file. False when
 * the claim was lost on the way: the clip was cancelled, or is another worker's.
 */
export async function cutOne(ctx: Ctx, input: CutOne): Promise<boolean> {
  const { accountId, claimed } = input;
  const { meter } = input.part;
  const { attempt, clip } = claimed;
  await requireClipable(ctx, claimed);
  const source = { accountId, vodId: clip.sourceVodId };
  const { index, audioIndex, row } = await getMedia(ctx, source);
  const spec = (attempt.plan as CutPlan | null)?.render;
  const sourceSize = { width: row.width, height: row.height };
  const render = spec ? { render: { spec, sourceSize } } : {};
  const wanted = { index, bounds: attempt, mode: attempt.mode as CutMode, ...render };
  const planned = planCut(wanted);
  if (!planned.ok) throw new AppError(planned.reason, planned.message);
  return withScratch(ctx, "cut", async (dir) => {
    const { plan: rough } = planned;
    const neededBytes = neededDiskBytes(rough);
    await requireFreeDisk(dir, neededBytes, ctx.config.minFreeDiskBytes, ctx.findFreeDiskBytes);
    const window = await readWindow(ctx, { ...source, dir, ...windowTicks(rough) });
    meter.storeBytes += window.meter.storeBytes;
    meter.cacheBytes = Math.max(0, rough.bytesToRead - meter.storeBytes);
    input.onFraction(0.1);
    const filePts = await listFramePts(ctx, window.filePath);
    const replanned = planCut({ ...wanted, framePtsTicks: filePts.map((pts) => pts - index.zeroPtsTicks) });
    if (!replanned.ok) throw new AppError(replanned.reason, replanned.message);
    const { plan } = replanned;
    const outPath = path.join(dir, "clip.mp4");
    const seconds = (ticks: number) => ticksToSeconds(ticks, plan.timescale);
    const hasAudio = hasSound(audioIndex, seconds(plan.startTicks), seconds(plan.endTicks));
    const sourceOf = ({ filePath }: { filePath: string }) => ({ filePath, zeroPtsTicks: index.zeroPtsTicks, hasAudio });
    let { startTicks: readFromTicks } = window.plan;
    const work = {
      source: sourceOf(window),
      plan,
      readEarlier: async () => {
        if (readFromTicks <= (index.segments.startTicks[0] ?? 0)) return null;
        const earlier = { fromTicks: readFromTicks - 1, toTicks: window.plan.endTicks };
        const wider = await readWindow(ctx, { ...source, dir, ...earlier });
        readFromTicks = wider.plan.startTicks;
        meter.storeBytes += wider.meter.storeBytes;
        meter.cacheBytes += wider.meter.cacheBytes;
        return sourceOf(wider);
      },
      outPath,
      timeoutMs: 120_000 + Math.ceil(plan.durationSeconds * 30_000),
      onFraction: (fraction: number) => input.onFraction(0.1 + 0.75 * fraction),
    };
    const told =
      plan.mode === "render"
        ? { notes: await renderClip(ctx, { ...source, ...work, sourceSize, dir }) }
        : { made: await (plan.mode === "fast" ? cutFast : cutExact)(ctx, work) };
    const { sizeBytes, durationMs } = await verifyClip(ctx, { filePath: outPath, plan, hasAudio, sourceSize });
    await holdBytes(ctx, input, sizeBytes);
    input.onStep?.("cut");

    await removePending(ctx, { accountId, vodId: clip.vodId });
    const file = { key: attempt.objectKey, filePath: outPath, role: "clip" as const, contentType: "video/mp4" };
    const [stored] = await storeFiles(ctx, { accountId, vodId: clip.vodId, files: [file], report: () => {} });
    if (!stored) throw new AppError("output_invalid", "The clip was not stored. Cut it again.");
    input.onStep?.("stored");
    meter.writtenBytes = sizeBytes;
    const isOurs = await publishClip(ctx, {
      accountId,
      claimed,
      plan: { ...plan, ...told },
      stored,
      durationMs,
      meter,
    });
    if (!isOurs) await removePending(ctx, { accountId, vodId: clip.vodId, keys: [attempt.objectKey] });
    await deleteReplacedFiles(ctx, { accountId, clipVodId: clip.vodId });
    return isOurs;
  });
}

/** The window's own ends: the very range that was planned is read. */
const windowTicks = ({ window }: { window: { startTicks: number; endTicks: number } }) => ({
  fromTicks: window.startTicks,
  toTicks: window.endTicks,
});

/** Makes the promise as large as the file really is, before the store has it. */
async function holdBytes(ctx: Pick<Ctx, "db" | "now">, { accountId, claimed }: CutOne, bytes: number): Promise<void> {
  const subject = { accountId, subjectId: claimed.attempt.id, purpose: "clip" as const };
  const held = await ctx.db.transaction((tx) =>
    reserveBytes(tx, { ...subject, bytes, now: ctx.now(), clipVodId: claimed.clip.vodId }),
  );
  if (!held.ok) throw new AppError("quota_exceeded", held.message);
}
