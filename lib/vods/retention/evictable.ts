import { type SQL, sql } from "drizzle-orm";
import type { BucketName } from "#lib/accounts/model.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

export type Evictable = {
  vodId: string;
  kind: "broadcast" | "upload" | "highlight";
  title: string;
  sizeBytes: number;
  createdAt: Date;
  isTrashed: boolean;
};

/** Condition on `vods v`: nothing works on it. Clips are cut from it, or it is one being cut; or its moments are sought. */
export const isIdle: SQL = sql`not exists (
    select 1 from clip_attempts a join clips k on k.vod_id = a.vod_id
    where (k.source_vod_id = v.id or k.vod_id = v.id) and a.state in ('queued', 'cutting'))
  and not exists (select 1 from detection_runs d where d.vod_id = v.id and d.state in ('queued', 'running'))
  and not exists (select 1 from highlights r where r.vod_id = v.id and r.refine_state in ('queued', 'running'))`;

/** Those of the VODs that nothing works on. With the account locked, no work begins on them until the commit. */
export async function findIdle(db: Queryable, vodIds: readonly string[]): Promise<Set<string>> {
  const among = sql.param([...vodIds]);
  const { rows } = await db.execute<{ id: string }>(sql`
    select v.id from vods v where v.id = any(${among}::uuid[]) and ${isIdle}`);
  return new Set(rows.map((row) => row.id));
}

/**
 * What may be deleted by itself to make room, in the order it would go: the trash first, then the oldest. Never what is
 * in use, pinned or approved (a clip of an approved highlight, a recording with approved highlights), nor `spareVodIds`.
 */
export async function listEvictable(
  db: Queryable,
  input: { accountId: AccountId; bucket: BucketName; isShared: boolean; spareVodIds: readonly string[]; limit: number },
): Promise<Evictable[]> {
  const ofBucket = input.isShared
    ? sql`true`
    : input.bucket === "clips"
      ? sql`v.kind = 'highlight'`
      : sql`v.kind <> 'highlight'`;
  const { rows } = await db.execute<{
    id: string;
    kind: Evictable["kind"];
    title: string;
    size_bytes: string;
    created_at: string;
    is_trashed: boolean;
  }>(sql`
    select v.id, v.kind, v.title, v.created_at, v.state = 'trashed' as is_trashed, o.size_bytes
    from vods v
    join lateral (
      select sum(o.size_bytes) as size_bytes from stored_objects o where o.vod_id = v.id and o.state = 'live'
    ) o on o.size_bytes > 0
    where v.account_id = ${input.accountId} and v.state in ('ready', 'trashed') and ${ofBucket}
      and not (v.id = any(${sql.param([...input.spareVodIds])}::uuid[]))
      and ${isIdle}
      and (v.state = 'trashed' or (
        not v.is_pinned
        and not exists (
          select 1 from highlights r where r.vod_id = v.id and r.review_state = 'approved' and r.hidden_at is null)
        and not exists (
          select 1 from clips k join highlights h on h.id = k.highlight_id
          where k.vod_id = v.id and h.review_state = 'approved')))
    order by v.state = 'trashed' desc, coalesce(v.trashed_at, v.created_at), v.id
    limit ${input.limit}`);
  return rows.map((row) => ({
    vodId: row.id,
    kind: row.kind,
    title: row.title,
    sizeBytes: Number(row.size_bytes),
    createdAt: new Date(row.created_at),
    isTrashed: row.is_trashed,
  }));
}
