import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { ListedObject } from "#lib/platform/object-store/model.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { loseObject } from "./lose-object.ts";

/** Everything this installation stores is below it; what others keep in the same bucket is none of our business. */
const prefix = "accounts/";
/** Younger objects may belong to work whose rows are still to come. */
const youngestHours = 24;
/** Between the first and the second look that lead to a deletion. */
const betweenLooksHours = 12;
const pageSize = 1_000;

type Found = { key: string; kind: "orphan" | "missing"; etag: string; sizeBytes: number };

/**
 * Compares the store with our rows, both ways: objects without a row, and live rows without an object. What two looks,
 * 12 hours apart, find the same is acted on: such objects are deleted, such rows' recordings and clips fail with the
 * reason. When much is wrong at once, the bucket or the database is: then the operator is told and nothing is touched.
 * Returns on how many it acted.
 */
export async function compareStore(ctx: Pick<Ctx, "db" | "store" | "cache" | "now" | "log">): Promise<number> {
  const found: Found[] = [];
  const keys = new Set<string>();
  const oldest = ctx.now().getTime() - youngestHours * 3_600_000;
  let page: ListedObject[] = [];
  const flush = async () => {
    found.push(...(await listOrphans(ctx, page, oldest)));
    page = [];
  };
  for await (const object of ctx.store.list(prefix)) {
    keys.add(object.key);
    page.push(object);
    if (page.length === pageSize) await flush();
  }
  await flush();
  const orphanCount = found.length;
  const { missing, liveCount } = await listMissing(ctx, keys);
  found.push(...missing);
  if (isMuch(orphanCount, keys.size) || isMuch(missing.length, liveCount)) {
    const text = `The object store and the database don't fit: ${orphanCount} of ${keys.size} objects have no row, ${missing.length} of ${liveCount} stored files are missing. Nothing was deleted. Check S3_BUCKET and DATABASE_URL, and whether a backup was restored.`;
    await raiseAlert(ctx, { cause: "store:does-not-fit", severity: "critical", text });
    return 0;
  }
  return await strike(ctx, found);
}

/** More than a fault of single processes explains. */
const isMuch = (count: number, total: number): boolean => count > Math.max(50, total * 0.1);

async function listOrphans(ctx: Pick<Ctx, "db">, objects: ListedObject[], oldestMs: number): Promise<Found[]> {
  if (objects.length === 0) return [];
  const keys = objects.map((object) => object.key);
  const { rows } = await ctx.db.execute<{ key: string }>(sql`
    select key from stored_objects where key = any(${sql.param(keys)}::text[])`);
  const known = new Set(rows.map((row) => row.key));
  return objects
    .filter((object) => !known.has(object.key) && object.modifiedAt.getTime() < oldestMs)
    .map(({ key, etag, sizeBytes }) => ({ key, kind: "orphan", etag, sizeBytes }));
}

/** Live rows whose key the listing didn't have and the store doesn't find when asked for it by name. */
async function listMissing(ctx: Pick<Ctx, "db" | "store">, keys: ReadonlySet<string>) {
  const missing: Found[] = [];
  let liveCount = 0;
  for (let after = ""; ; ) {
    const { rows } = await ctx.db.execute<{ key: string; etag: string | null; size_bytes: string }>(sql`
      select key, etag, size_bytes from stored_objects
      where state = 'live' and key > ${after} order by key limit ${pageSize}`);
    liveCount += rows.length;
    for (const row of rows) {
      if (keys.has(row.key) || (await ctx.store.findObject(row.key)) !== null) continue;
      missing.push({ key: row.key, kind: "missing", etag: row.etag ?? "", sizeBytes: Number(row.size_bytes) });
    }
    const last = rows.at(-1);
    if (last === undefined) return { missing, liveCount };
    after = last.key;
  }
}

/** Notes what is found for the first time, forgets what isn't any more, and acts on what was found long enough ago. */
async function strike(ctx: Pick<Ctx, "db" | "store" | "cache" | "now" | "log">, found: Found[]): Promise<number> {
  const now = ctx.now();
  const keys = sql.param(found.map((one) => one.key));
  await ctx.db.execute(sql`delete from store_strikes where not (key = any(${keys}::text[]))`);
  let count = 0;
  for (const one of found) {
    const { rows } = await ctx.db.execute<{ first_seen_at: string }>(sql`
      insert into store_strikes (key, kind, etag, size_bytes, first_seen_at)
      values (${one.key}, ${one.kind}, ${one.etag}, ${one.sizeBytes}, ${now}::timestamptz)
      on conflict (key) do update set kind = excluded.kind, etag = excluded.etag, size_bytes = excluded.size_bytes,
        first_seen_at = case when (store_strikes.kind, store_strikes.etag) = (excluded.kind, excluded.etag)
          then store_strikes.first_seen_at else excluded.first_seen_at end
      returning first_seen_at`);
    const seenForMs = now.getTime() - new Date(rows[0]!.first_seen_at).getTime();
    if (seenForMs < betweenLooksHours * 3_600_000) continue;
    if (one.kind === "orphan") await deleteOrphan(ctx, one);
    else await loseObject(ctx, one.key);
    await ctx.db.execute(sql`delete from store_strikes where key = ${one.key}`);
    count += 1;
  }
  return count;
}

async function deleteOrphan(ctx: Pick<Ctx, "db" | "store" | "log">, one: Found): Promise<void> {
  const { rowCount } = await ctx.db.execute(sql`select 1 from stored_objects where key = ${one.key}`);
  if (rowCount !== 0) return;
  await ctx.store.delete(one.key);
  ctx.log.warn({ key: one.key, sizeBytes: one.sizeBytes }, "deleted an object that no row knew in two looks");
}
