import { sql } from "drizzle-orm";
import type { QuotaUsage } from "#lib/accounts/model.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { type Evictable, listEvictable } from "./evictable.ts";

/** What bytes are: processed recordings with their sound and pictures, clips, the trash, what is being deleted, promises. */
export type StorageKind = "video" | "sound" | "pictures" | "clips" | "trash" | "leaving" | "promised";

export type StoredThing = {
  vodId: string;
  kind: "broadcast" | "upload" | "highlight";
  title: string;
  sizeBytes: number;
  durationMs: number | null;
  isPinned: boolean;
  streamId: string | null;
  /** Of a clip: the recording it was cut from, its profile, and whether it shows captions. */
  sourceVodId: string | null;
  profile: string | null;
  isCaptioned: boolean;
  createdAt: Date;
};

export type TrashedThing = StoredThing & { trashedAt: Date; trashedBy: "person" | "retention"; deletedAt: Date };

export type Storage = {
  usage: QuotaUsage;
  kinds: { kind: StorageKind; bytes: number }[];
  biggest: StoredThing[];
  /** What would go next to make room, in that order; empty where the plan deletes nothing by itself. */
  nextEvicted: Evictable[];
  trash: TrashedThing[];
};

/** What the account stores, by kind; the biggest things, what would make way next, and the trash (newest first). */
export async function getStorage(ctx: Pick<Ctx, "db">, input: { accountId: AccountId }): Promise<Storage> {
  const { accountId } = input;
  const usage = await getQuotaUsage(ctx.db, { accountId });
  const { allowsEviction, isShared } = usage;
  const evictable = (bucket: "vods" | "clips") =>
    listEvictable(ctx.db, { accountId, bucket, isShared, spareVodIds: [], limit: 8 });
  const [kinds, biggest, trash, ofVods, ofClips] = await Promise.all([
    sumKinds(ctx, accountId),
    listThings(ctx, accountId, { state: "ready", order: sql`size_bytes desc`, limit: 100 }),
    listTrash(ctx, { accountId, trashDays: usage.trashDays }),
    allowsEviction ? evictable("vods") : [],
    allowsEviction && !isShared ? evictable("clips") : [],
  ]);
  return { usage, kinds, biggest, trash, nextEvicted: [...ofVods, ...ofClips] };
}

/** The trash, newest first, with the time each thing is deleted for good. */
export async function listTrash(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; trashDays: number },
): Promise<TrashedThing[]> {
  const things = await listThings(ctx, input.accountId, {
    state: "trashed",
    order: sql`v.trashed_at desc, v.id`,
    limit: 1000,
  });
  return things.map(({ trashedAt, trashedBy, ...thing }) => {
    const at = new Date(trashedAt ?? 0);
    const deletedAt = new Date(at.getTime() + input.trashDays * 86_400_000);
    return { ...thing, trashedAt: at, trashedBy: trashedBy ?? "person", deletedAt };
  });
}

async function sumKinds(ctx: Pick<Ctx, "db">, accountId: AccountId): Promise<Storage["kinds"]> {
  const { rows } = await ctx.db.execute<{ kind: StorageKind; bytes: string }>(sql`
    select kind, sum(bytes) as bytes from (
      select case when o.state = 'deleting' then 'leaving' when v.state = 'trashed' then 'trash'
        when o.role = 'clip' then 'clips' when o.role = 'video' then 'video' when o.role = 'audio' then 'sound'
        else 'pictures' end as kind, o.size_bytes as bytes
      from stored_objects o left join vods v on v.id = o.vod_id
      where o.account_id = ${accountId} and o.state in ('live', 'deleting')
      union all
      select 'promised', r.reserved_bytes from quota_reservations r
      where r.account_id = ${accountId} and r.state = 'reserved') parts
    group by kind`);
  const order: StorageKind[] = ["video", "sound", "pictures", "clips", "promised", "trash", "leaving"];
  const bytesOf = new Map(rows.map((row) => [row.kind, Number(row.bytes)]));
  return order.flatMap((kind) => {
    const bytes = bytesOf.get(kind) ?? 0;
    return bytes > 0 ? [{ kind, bytes }] : [];
  });
}

type ThingRow = {
  id: string;
  kind: StoredThing["kind"];
  title: string;
  size_bytes: string;
  duration_ms: number | null;
  is_pinned: boolean;
  stream_id: string | null;
  source_vod_id: string | null;
  profile: string | null;
  is_captioned: boolean | null;
  created_at: string;
  trashed_at: string | null;
  trashed_by: "person" | "retention" | null;
};

async function listThings(
  ctx: Pick<Ctx, "db">,
  accountId: AccountId,
  which: { state: "ready" | "trashed"; order: ReturnType<typeof sql>; limit: number },
) {
  const { rows } = await ctx.db.execute<ThingRow>(sql`
    select v.id, v.kind, v.title, v.duration_ms, v.is_pinned, v.stream_id, c.source_vod_id, c.profile, c.is_captioned, v.created_at, v.trashed_at,
      v.trashed_by,
      coalesce((select sum(o.size_bytes) from stored_objects o where o.vod_id = v.id and o.state = 'live'), 0) as size_bytes
    from vods v left join clips c on c.vod_id = v.id
    where v.account_id = ${accountId} and v.state = ${which.state}
    order by ${which.order} limit ${which.limit}`);
  return rows.map((row) => ({
    vodId: row.id,
    kind: row.kind,
    title: row.title,
    sizeBytes: Number(row.size_bytes),
    durationMs: row.duration_ms,
    isPinned: row.is_pinned,
    streamId: row.stream_id,
    sourceVodId: row.source_vod_id,
    profile: row.profile,
    isCaptioned: row.is_captioned ?? false,
    createdAt: new Date(row.created_at),
    trashedAt: row.trashed_at,
    trashedBy: row.trashed_by,
  }));
}
