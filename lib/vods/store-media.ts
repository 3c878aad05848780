import { stat } from "node:fs/promises";
import { and, eq, inArray } from "drizzle-orm";
import { storedObjects } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ObjectInfo } from "#lib/platform/object-store/model.ts";
import { reachPoint } from "#lib/points.ts";
import type { ReportProgress } from "#lib/progress.ts";

export type ToStore = {
  key: string;
  filePath: string;
  role: "video" | "audio" | "thumbnail" | "sprite" | "clip";
  contentType: string;
};

/**
 * Puts files into the store, one PUT each, side by side. Their rows are written first, as `pending`, so that whatever a dead process
 * left can be found; each is verified by HEAD. Returns what is stored, in the order given.
 */
export async function storeFiles(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "signal" | "atPoint">,
  input: {
    accountId: AccountId;
    vodId: string;
    files: ToStore[];
    report: ReportProgress;
    stage: "process" | "cut" | "render";
  },
): Promise<ObjectInfo[]> {
  const { accountId, vodId, files, report } = input;
  const sizes = await Promise.all(files.map(async (file) => (await stat(file.filePath)).size));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  await ctx.db
    .insert(storedObjects)
    .values(files.map((file, n) => ({ key: file.key, accountId, vodId, role: file.role, sizeBytes: sizes[n]! })));
  await reachPoint(ctx, `${input.stage}.noted`);
  let writtenBytes = 0;
  const storeOne = async (file: ToStore, n: number): Promise<ObjectInfo> => {
    const put = await ctx.store.putFile(file.key, file.filePath, { contentType: file.contentType, signal: ctx.signal });
    await reachPoint(ctx, `${input.stage}.put`);
    const info = await ctx.store.head(file.key);
    if (info.sizeBytes !== sizes[n] || info.etag !== put.etag) {
      throw new AppError("output_invalid", "A stored file is not what was sent to the store. Try again.", {
        details: { key: file.key, sentBytes: sizes[n], storedBytes: info.sizeBytes },
      });
    }
    // Later cuts and screens read these bytes: they are here already. Pictures are read once a screen and not ranged.
    if (file.role !== "thumbnail" && file.role !== "sprite") await adoptStored(ctx, info, file.filePath);
    writtenBytes += info.sizeBytes;
    const fraction = 0.85 + 0.14 * (totalBytes > 0 ? writtenBytes / totalBytes : 1);
    report({ step: "storing", fraction, meter: { storeBytes: 0, cacheBytes: 0, writtenBytes } });
    return info;
  };
  // All are waited for, also after one failed: nothing may still be on its way when the caller cleans up.
  const ended = await Promise.allSettled(files.map(storeOne));
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** Gives a stored file's bytes to the cache by hard link. A warm cache is no condition of being ready: failures are logged. */
async function adoptStored(ctx: Pick<Ctx, "cache" | "log">, info: ObjectInfo, filePath: string): Promise<void> {
  try {
    await ctx.cache.adopt(info, filePath);
    await ctx.cache.confirmStored(info);
  } catch (error) {
    ctx.log.warn({ err: error, key: info.key }, "the source cache did not take a processed file");
  }
}

/**
 * Deletes a VOD's `pending` objects, then their rows: what other tries left behind. With `keys` only those.
 * Safe beside another try: one that loses its rows can't make them live and starts over.
 */
export async function removePending(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log">,
  input: { accountId: AccountId; vodId: string; keys?: string[] },
): Promise<void> {
  const pending = and(
    eq(storedObjects.accountId, input.accountId),
    eq(storedObjects.vodId, input.vodId),
    eq(storedObjects.state, "pending"),
    input.keys === undefined ? undefined : inArray(storedObjects.key, input.keys),
  );
  if (input.keys?.length === 0) return;
  const rows = await ctx.db.select({ key: storedObjects.key }).from(storedObjects).where(pending);
  // Another try's clean-up may have deleted this one's rows while it was still putting: its objects go all the same.
  const known =
    input.keys === undefined
      ? []
      : await ctx.db
          .select({ key: storedObjects.key })
          .from(storedObjects)
          .where(inArray(storedObjects.key, input.keys));
  const rowless = (input.keys ?? []).filter((key) => known.every((row) => row.key !== key));
  for (const key of rowless) await ctx.store.delete(key);
  for (const { key } of rows) {
    // What was put but never pointed at has no etag in its row; the store knows it.
    await deleteObject(ctx, (await ctx.store.findObject(key)) ?? { key, etag: null, sizeBytes: 0 });
    await ctx.db.delete(storedObjects).where(and(pending, eq(storedObjects.key, key)));
  }
}

/** Deletes an object from the store and its bytes from the cache; the caller deletes its row. */
export async function deleteObject(
  ctx: Pick<Ctx, "store" | "cache" | "log">,
  object: { key: string; etag: string | null; sizeBytes: number },
): Promise<void> {
  await ctx.store.delete(object.key);
  if (object.etag === null) return;
  // Bytes left in the cache are never served again and go with the next sweep: no reason to fail.
  await ctx.cache
    .drop({ ...object, etag: object.etag })
    .catch((error) => ctx.log.warn({ err: error, key: object.key }, "a deleted object's bytes are still in the cache"));
}
