import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import { reachPoint } from "#lib/points.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import { removePending, storeFiles } from "#lib/vods/store-media.ts";
import { findCaptions } from "./captions/find-captions.ts";
import type { Claimed } from "./claim-attempt.ts";
import { type CutWanted, cutWindow } from "./cut-window.ts";
import { holdClipBytes } from "./hold-clip-bytes.ts";
import type { CutMode, CutPlan } from "./model.ts";
import type { Part } from "./open-batch.ts";
import { neededDiskBytes, planCut } from "./plan-cut.ts";
import { deleteReplacedFiles, publishClip } from "./publish-clip.ts";
import { requireClipable } from "./require-clipable.ts";

export type CutOne = {
  accountId: AccountId;
  claimed: Claimed;
  /** The clip's place in its batch: counts its bytes. `ctx.signal` is the part's. */
  part: Pick<Part, "meter">;
  /** Waits for a core to compute on and returns the release; reading and storing need none. */
  takeCore: () => Promise<() => void>;
  onFraction: (fraction: number) => void;
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
  const stage = attempt.mode === "render" ? "render" : "cut";
  await reachPoint(ctx, `${stage}.claimed`);
  await requireClipable(ctx, claimed);
  const source = { accountId, vodId: clip.sourceVodId };
  const { index, audioIndex, row } = await getMedia(ctx, source);
  const asked = (attempt.plan as CutPlan | null)?.render;
  const captions =
    asked && asked.captions !== "off" ? await findCaptions(ctx, { accountId, highlightId: clip.highlightId }) : null;
  // What it is drawn with counts, which may be newer than what was asked for.
  const spec = asked && captions ? { ...asked, captionsVersion: captions.version } : asked;
  const sourceSize = { width: row.width, height: row.height };
  const render = spec ? { render: { spec, sourceSize } } : {};
  const wanted: CutWanted = { index, bounds: attempt, mode: attempt.mode as CutMode, ...render };
  const planned = planCut(wanted);
  if (!planned.ok) throw new AppError(planned.reason, planned.message);
  return withScratch(ctx, "cut", async (dir) => {
    const { plan: rough } = planned;
    const neededBytes = neededDiskBytes(rough);
    await requireFreeDisk(dir, neededBytes, ctx.config.minFreeDiskBytes, ctx.findFreeDiskBytes);
    const read = { ...source, dir, fromTicks: rough.window.startTicks, toTicks: rough.window.endTicks };
    const window = await readWindow(ctx, read);
    meter.storeBytes += window.meter.storeBytes;
    meter.cacheBytes = Math.max(0, rough.bytesToRead - meter.storeBytes);
    input.onFraction(0.1);
    await reachPoint(ctx, `${stage}.read`);
    const giveCore = await input.takeCore();
    const work = {
      ...source,
      dir,
      wanted,
      window,
      audioIndex,
      sourceSize,
      captions,
      meter,
      onFraction: input.onFraction,
    };
    const made = await cutWindow(ctx, work).finally(giveCore);
    const { filePath, plan, sizeBytes, durationMs } = made;
    await reachPoint(ctx, `${stage}.made`);
    await holdClipBytes(ctx, { accountId, claimed, bytes: sizeBytes });
    await reachPoint(ctx, `${stage}.held`);

    await removePending(ctx, { accountId, vodId: clip.vodId });
    const file = { key: attempt.objectKey, filePath, role: "clip" as const, contentType: "video/mp4" };
    const [stored] = await storeFiles(ctx, { accountId, vodId: clip.vodId, files: [file], report: () => {}, stage });
    if (!stored) throw new AppError("output_invalid", "The clip was not stored. Cut it again.");
    await reachPoint(ctx, `${stage}.stored`);
    meter.writtenBytes = sizeBytes;
    const isOurs = await publishClip(ctx, { accountId, claimed, plan, stored, durationMs, meter });
    await reachPoint(ctx, `${stage}.published`);
    if (!isOurs) await removePending(ctx, { accountId, vodId: clip.vodId, keys: [attempt.objectKey] });
    await deleteReplacedFiles(ctx, { accountId, clipVodId: clip.vodId });
    await reachPoint(ctx, "cut.replaced");
    return isOurs;
  });
}
