import path from "node:path";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import { removePending, storeFiles } from "#lib/vods/store-media.ts";
import type { Claimed } from "./claim-attempt.ts";
import { cutExact } from "./cut-exact.ts";
import { cutFast } from "./cut-fast.ts";
import { listFramePts } from "./list-frames.ts";
import type { CutMode } from "./model.ts";
import { planCut } from "./plan-cut.ts";
import { deleteReplacedFiles, publishClip } from "./publish-clip.ts";
import { verifyClip } from "./verify-clip.ts";

export type CutOne = {
  accountId: AccountId;
  claimed: Claimed;
  onFraction: (fraction: number) => void;
  /** Called at the named points of the work; tests end it there. */
  onStep?: (step: "cut" | "stored") => void;
};

/**
 * Cuts one claimed attempt: reads its window by one range, cuts, checks, stores, publishes. Throws what went wrong; the
 * caller decides whether the attempt has failed. Whatever it stops at, nothing points at an unchecked file.
 */
export async function cutOne(ctx: Ctx, input: CutOne): Promise<ByteMeter> {
  const { accountId, claimed } = input;
  const { attempt, clip } = claimed;
  const source = { accountId, vodId: clip.sourceVodId };
  const { index, row } = await getMedia(ctx, source);
  const wanted = { index, bounds: attempt, mode: attempt.mode as CutMode };
  const planned = planCut(wanted);
  if (!planned.ok) throw new AppError(planned.reason, planned.message);
  return withScratch(ctx, "cut", async (dir) => {
    const { plan: rough } = planned;
    await requireFreeDisk(dir, rough.bytesToRead + 2 * rough.estimatedBytes, ctx.config.minFreeDiskBytes);
    const window = await readWindow(ctx, { ...source, dir, ...windowTicks(rough) });
    const filePts = await listFramePts(ctx, window.filePath);
    const replanned = planCut({ ...wanted, framePtsTicks: filePts.map((pts) => pts - index.zeroPtsTicks) });
    if (!replanned.ok) throw new AppError(replanned.reason, replanned.message);
    const { plan } = replanned;
    const outPath = path.join(dir, "clip.mp4");
    const hasAudio = row.audioCodec !== null;
    const cut = plan.mode === "fast" ? cutFast : cutExact;
    const sourceOf = ({ filePath }: { filePath: string }) => ({ filePath, zeroPtsTicks: index.zeroPtsTicks, hasAudio });
    let { startTicks: readFromTicks } = window.plan;
    const made = await cut(ctx, {
      source: sourceOf(window),
      plan,
      readEarlier: async () => {
        if (readFromTicks <= (index.segments.startTicks[0] ?? 0)) return null;
        const earlier = { fromTicks: readFromTicks - 1, toTicks: window.plan.endTicks };
        const wider = await readWindow(ctx, { ...source, dir, ...earlier });
        readFromTicks = wider.plan.startTicks;
        return sourceOf(wider);
      },
      outPath,
      timeoutMs: 120_000 + Math.ceil(plan.durationSeconds * 30_000),
      onFraction: (fraction) => input.onFraction(0.1 + 0.75 * fraction),
    });
    const { sizeBytes, durationMs } = await verifyClip(ctx, { filePath: outPath, plan, hasAudio });
    await holdBytes(ctx, input, sizeBytes);
    input.onStep?.("cut");

    await removePending(ctx, { accountId, vodId: clip.vodId });
    const file = { key: attempt.objectKey, filePath: outPath, role: "clip" as const, contentType: "video/mp4" };
    const [stored] = await storeFiles(ctx, { accountId, vodId: clip.vodId, files: [file], report: () => {} });
    if (!stored) throw new AppError("output_invalid", "The clip was not stored. Cut it again.");
    input.onStep?.("stored");
    const meter = { ...window.meter, writtenBytes: sizeBytes };
    const isOurs = await publishClip(ctx, { accountId, claimed, plan: { ...plan, made }, stored, durationMs, meter });
    if (!isOurs) await removePending(ctx, { accountId, vodId: clip.vodId, keys: [attempt.objectKey] });
    await deleteReplacedFiles(ctx, { accountId, clipVodId: clip.vodId });
    return meter;
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
