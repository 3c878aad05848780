import os from "node:os";
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import { sourceCaches } from "#drizzle/schema/operations.ts";
import { noteAction, type Operator } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";

export type SourceCacheView = {
  hostId: string;
  hostName: string;
  sizeBytes: number;
  maxBytes: number;
  entryCount: number;
  storeBytes: number;
  cacheBytes: number;
  /** Share of bytes that came from the local disk, of those and the ones fetched since `countingSince`; null before the first. */
  hitRate: number | null;
  countingSince: Date;
  measuredAt: Date;
  isSweepAsked: boolean;
  sweptAt: Date | null;
  sweptBytes: number | null;
};

/** The source caches of the installation's hosts; none where media is on a local disk anyway. */
export async function listSourceCaches(ctx: Pick<Ctx, "db">): Promise<SourceCacheView[]> {
  const rows = await ctx.db.select().from(sourceCaches).orderBy(desc(sourceCaches.measuredAt));
  return rows.map(({ sweepAskedAt, ...row }) => {
    const servedBytes = row.cacheBytes + row.storeBytes;
    return {
      ...row,
      hitRate: servedBytes === 0 ? null : row.cacheBytes / servedBytes,
      isSweepAsked: sweepAskedAt !== null,
    };
  });
}

/** Writes what this host's cache holds, and adds what this process moved through it since it was last told. */
export function createCacheReport(ctx: Pick<Ctx, "db" | "cache" | "config">): () => Promise<void> {
  const told = { storeBytes: 0, cacheBytes: 0 };
  return async () => {
    if (ctx.config.s3 === undefined) return;
    const stats = await ctx.cache.stats();
    const now = {
      hostName: os.hostname(),
      sizeBytes: stats.sizeBytes,
      maxBytes: ctx.config.cacheMaxBytes,
      entryCount: stats.entryCount,
      measuredAt: sql`now()`,
    };
    const storeBytes = stats.storeBytes - told.storeBytes;
    const cacheBytes = stats.cacheBytes - told.cacheBytes;
    await ctx.db
      .insert(sourceCaches)
      .values({ hostId: ctx.config.hostId, ...now, storeBytes, cacheBytes })
      .onConflictDoUpdate({
        target: sourceCaches.hostId,
        set: {
          ...now,
          storeBytes: sql`${sourceCaches.storeBytes} + ${storeBytes}`,
          cacheBytes: sql`${sourceCaches.cacheBytes} + ${cacheBytes}`,
        },
      });
    Object.assign(told, { storeBytes: stats.storeBytes, cacheBytes: stats.cacheBytes });
  };
}

/** Asks a host to sweep its cache down to its limits now. Its worker does it within seconds. Throws `not_found`. */
export async function askSweep(
  ctx: Pick<Ctx, "db">,
  input: { hostId: string; operator: Operator },
): Promise<{ ok: true }> {
  await ctx.db.transaction(async (tx) => {
    const [host] = await tx
      .update(sourceCaches)
      .set({ sweepAskedAt: sql`coalesce(${sourceCaches.sweepAskedAt}, now())` })
      .where(eq(sourceCaches.hostId, input.hostId))
      .returning({ hostName: sourceCaches.hostName });
    if (!host) throw new AppError("not_found", "No host of that name has told of a cache.");
    await noteAction(tx, { operator: input.operator, action: "sweep_cache", subject: host.hostName });
  });
  return { ok: true };
}

/** Does the sweep that was asked for, if one was. Two workers of a host: one does it. */
export async function sweepWhenAsked(ctx: Pick<Ctx, "db" | "cache" | "config">): Promise<boolean> {
  const ofHost = eq(sourceCaches.hostId, ctx.config.hostId);
  const asked = await ctx.db
    .update(sourceCaches)
    .set({ sweepAskedAt: null })
    .where(and(ofHost, isNotNull(sourceCaches.sweepAskedAt)))
    .returning({ hostId: sourceCaches.hostId });
  if (asked.length === 0) return false;
  const { freedBytes } = await ctx.cache.sweep();
  await ctx.db.update(sourceCaches).set({ sweptAt: sql`now()`, sweptBytes: freedBytes }).where(ofHost);
  return true;
}
