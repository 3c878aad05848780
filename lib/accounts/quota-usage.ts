import { sql } from "drizzle-orm";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import type { QuotaBucket, QuotaUsage } from "./model.ts";

type Row = Record<
  | "max_bytes"
  | "max_vods"
  | "max_clips"
  | "max_clip_bytes"
  | "retention_days"
  | "trash_days"
  | "stored_vod_bytes"
  | "stored_clip_bytes"
  | "leaving_vod_bytes"
  | "leaving_clip_bytes"
  | "reserved_vod_bytes"
  | "reserved_clip_bytes"
  | "vod_count"
  | "clip_count",
  string | null
> & { plan_name: string; allows_eviction: boolean };

/**
 * What an account uses of its plan, from one snapshot (a settlement moves bytes from promised to stored in one commit).
 * Stored is what the store holds for it: also what is in the trash, and what is being deleted and not gone yet.
 * `except` leaves out one reservation, `exceptVodId` one VOD or clip of the counts. Throws `not_found`.
 */
export async function getQuotaUsage(
  db: Queryable,
  input: {
    accountId: AccountId;
    except?: { subjectId: string; purpose: string };
    exceptVodId?: string | undefined;
  },
): Promise<QuotaUsage> {
  const exceptReservation =
    input.except === undefined
      ? sql`true`
      : sql`not (r.subject_id = ${input.except.subjectId} and r.purpose = ${input.except.purpose})`;
  const exceptVod = input.exceptVodId === undefined ? sql`true` : sql`v.id <> ${input.exceptVodId}`;
  const { rows } = await db.execute<Row>(sql`
    select p.name as plan_name, p.allows_eviction, p.max_bytes, p.max_vods, p.max_clips, p.max_clip_bytes,
      p.retention_days, p.trash_days, stored.*, reserved.*, counted.*
    from accounts a join plans p on p.id = a.plan_id,
      lateral (
        select coalesce(sum(o.size_bytes) filter (where o.role <> 'clip'), 0) as stored_vod_bytes,
          coalesce(sum(o.size_bytes) filter (where o.role = 'clip'), 0) as stored_clip_bytes,
          coalesce(sum(o.size_bytes) filter (where o.role <> 'clip' and o.state = 'deleting'), 0) as leaving_vod_bytes,
          coalesce(sum(o.size_bytes) filter (where o.role = 'clip' and o.state = 'deleting'), 0) as leaving_clip_bytes
        from stored_objects o where o.account_id = a.id and o.state in ('live', 'deleting')) stored,
      lateral (
        select coalesce(sum(r.reserved_bytes) filter (where r.purpose <> 'clip'), 0) as reserved_vod_bytes,
          coalesce(sum(r.reserved_bytes) filter (where r.purpose = 'clip'), 0) as reserved_clip_bytes
        from quota_reservations r where r.account_id = a.id and r.state = 'reserved' and ${exceptReservation}) reserved,
      lateral (
        select count(*) filter (where v.kind <> 'highlight') as vod_count,
          count(*) filter (where v.kind = 'highlight') as clip_count
        from vods v where v.account_id = a.id and v.state in ('imported', 'processing', 'ready') and ${exceptVod}) counted
    where a.id = ${input.accountId}`);
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such account.");
  return {
    planName: row.plan_name,
    allowsEviction: row.allows_eviction,
    retentionDays: Number(row.retention_days),
    trashDays: Number(row.trash_days),
    maxVods: Number(row.max_vods),
    vodCount: Number(row.vod_count),
    maxClips: Number(row.max_clips),
    clipCount: Number(row.clip_count),
    storedBytes: Number(row.stored_vod_bytes) + Number(row.stored_clip_bytes),
    reservedBytes: Number(row.reserved_vod_bytes) + Number(row.reserved_clip_bytes),
    ...bucketsOf(row),
  };
}

function bucketsOf(row: Row): Pick<QuotaUsage, "vods" | "clips" | "isShared"> {
  const bucket = (maxBytes: string | null, kinds: ("vod" | "clip")[]): QuotaBucket => {
    const sum = (what: "stored" | "leaving" | "reserved") =>
      kinds.reduce((all, kind) => all + Number(row[`${what}_${kind}_bytes`]), 0);
    return {
      maxBytes: Number(maxBytes),
      storedBytes: sum("stored"),
      leavingBytes: sum("leaving"),
      reservedBytes: sum("reserved"),
    };
  };
  if (row.max_clip_bytes === null) {
    const shared = bucket(row.max_bytes, ["vod", "clip"]);
    return { isShared: true, vods: shared, clips: shared };
  }
  return { isShared: false, vods: bucket(row.max_bytes, ["vod"]), clips: bucket(row.max_clip_bytes, ["clip"]) };
}
