import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { requireFreeDisk } from "#lib/platform/disk-space.ts";
import type { ByteRange } from "#lib/platform/object-store/model.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { type MediaIndex, planWindow, type WindowPlan } from "./model.ts";
import { getMedia } from "./queries.ts";

export type MediaWindow = { filePath: string; plan: WindowPlan; index: MediaIndex; meter: ByteMeter };

/**
 * Writes the part of a ready VOD that shows `fromTicks` to `toTicks` as a local fragmented MP4 in `dir`: the init
 * segment and one contiguous range, nothing else is read. Frame times in it are the VOD's own: pts = ticks + `index.zeroPtsTicks`.
 */
export async function readWindow(
  ctx: Pick<Ctx, "db" | "store" | "signal" | "config">,
  input: { accountId: AccountId; vodId: string; fromTicks: number; toTicks: number; dir: string },
): Promise<MediaWindow> {
  const { row, index } = await getMedia(ctx, input);
  const plan = planWindow(index, input.fromTicks, input.toTicks);
  const neededBytes = plan.initBytes + plan.lastByte - plan.firstByte + 1;
  await requireFreeDisk(input.dir, neededBytes, ctx.config.minFreeDiskBytes);
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
  let flags = "w";
  for (const range of ranges) {
    const body = await ctx.store.getRange(row.videoKey, range, { ifMatch: row.videoEtag, signal: ctx.signal });
    const file = createWriteStream(filePath, { flags });
    await pipeline(body, file, { signal: ctx.signal });
    meter.storeBytes += file.bytesWritten;
    flags = "a";
  }
  if (meter.storeBytes !== neededBytes) {
    throw new AppError("store_unavailable", "The object store sent fewer bytes than the video has. Try again.", {
      details: { key: row.videoKey, ranges, received: meter.storeBytes },
    });
  }
  return { filePath, plan, index, meter };
}
