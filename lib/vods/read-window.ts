import { rm } from "node:fs/promises";
import path from "node:path";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { isWindowWhole } from "./checksums.ts";
import { type MediaIndex, planWindow, type WindowPlan } from "./model.ts";
import { getMedia } from "./queries.ts";
import { tellWrongBytes } from "./tell-wrong-bytes.ts";

export type MediaWindow = { filePath: string; plan: WindowPlan; index: MediaIndex; meter: ByteMeter };

/**
 * Writes the part of a ready VOD that shows `fromTicks` to `toTicks` as a local fragmented MP4 in `dir`: the init
 * segment and one contiguous range, nothing else is read, and from the store only what the cache lacks. Frame times in it are the VOD's own: pts = ticks + `index.zeroPtsTicks`.
 */
export async function readWindow(
  ctx: Pick<Ctx, "db" | "cache" | "signal" | "config" | "findFreeDiskBytes" | "log" | "now">,
  input: { accountId: AccountId; vodId: string; fromTicks: number; toTicks: number; dir: string },
): Promise<MediaWindow> {
  const { row, index } = await getMedia(ctx, input);
  const plan = planWindow(index, input.fromTicks, input.toTicks);
  const neededBytes = plan.initBytes + plan.lastByte - plan.firstByte + 1;
  await requireFreeDisk(input.dir, neededBytes, ctx.config.minFreeDiskBytes, ctx.findFreeDiskBytes);
  const filePath = path.join(input.dir, `window-${plan.firstByte}-${plan.lastByte}.mp4`);
  const meter: ByteMeter = { storeBytes: 0, cacheBytes: 0, writtenBytes: 0 };
  // At the start of the file the init segment and the range touch: one request for both.
  const ranges: ByteRange[] =
    plan.firstByte === plan.initBytes
      ? [{ firstByte: 0, lastByte: plan.lastByte }]
      : [
          { firstByte: 0, lastByte: plan.initBytes - 1 },
          { firstByte: plan.firstByte, lastByte: plan.lastByte },
        ];
  const object = { key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes };
  for (let tries = 1; ; tries += 1) {
    const writtenBytes = await ctx.cache.writeRangesTo(object, ranges, filePath, { signal: ctx.signal, meter });
    const details = { key: row.videoKey, ranges, receivedBytes: writtenBytes };
    if (writtenBytes !== neededBytes) {
      const message = "The object store sent fewer bytes than the video has. Try again.";
      throw new AppError("store_unavailable", message, { details });
    }
    if (await isWindowWhole(filePath, { index, plan })) return { filePath, plan, index, meter };
    // Bytes that changed on their way or on our disk are asked for once more; then they are wrong in the store.
    await ctx.cache.drop(object);
    await rm(filePath, { force: true });
    if (tries < 2) continue;
    await tellWrongBytes(ctx, {
      vodId: input.vodId,
      key: row.videoKey,
      firstByte: plan.firstByte,
      lastByte: plan.lastByte,
    });
    const message =
      "The object store sent other bytes than were stored (their checksum is wrong). It is asked again later.";
    throw new AppError("store_unavailable", message, { details });
  }
}
