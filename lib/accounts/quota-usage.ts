import { sql } from "drizzle-orm";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

export type QuotaUsage = {
  planName: string;
  maxBytes: number;
  maxClips: number;
  /** Bytes of every VOD and clip that exists, in the trash too. */
  storedBytes: number;
  /** Bytes promised to work in flight. */
  reservedBytes: number;
  /** Clips that exist or are being made; failed ones cost nothing. */
  clipCount: number;
};

/**
 * What an account uses of its plan, from one snapshot (a settlement moves bytes from promised to stored in one commit).
 * `except` leaves out one reservation, `exceptClipVodId` one clip. Throws `not_found`.
 */
export async function getQuotaUsage(
  db: Queryable,
  input: {
    accountId: AccountId;
    except?: { subjectId: string; purpose: string };
    exceptClipVodId?: string | undefined;
  },
): Promise<QuotaUsage> {
  const exceptReservation =
    input.except === undefined
      ? sql`true`
      : sql`not (r.subject_id = ${input.except.subjectId} and r.purpose = ${input.except.purpose})`;
  const exceptClip = input.exceptClipVodId === undefined ? sql`true` : sql`v.id <> ${input.exceptClipVodId}`;
  const { rows } = await db.execute<Record<string, string>>(sql`
    select p.name as plan_name, p.max_bytes, p.max_clips,
      (select coalesce(sum(v.size_bytes), 0) from vods v where v.account_id = a.id) as stored_bytes,
      (select coalesce(sum(r.reserved_bytes), 0) from quota_reservations r
        where r.account_id = a.id and r.state = 'reserved' and ${exceptReservation}) as reserved_bytes,
      (select count(*) from vods v where v.account_id = a.id and v.kind = 'highlight'
        and v.state not in ('failed', 'trashed', 'deleting') and ${exceptClip}) as clip_count
    from accounts a join plans p on p.id = a.plan_id
    where a.id = ${input.accountId}`);
  const row = rows[0];
  if (!row) throw new AppError("not_found", "There is no such account.");
  return {
    planName: row.plan_name as string,
    maxBytes: Number(row.max_bytes),
    maxClips: Number(row.max_clips),
    storedBytes: Number(row.stored_bytes),
    reservedBytes: Number(row.reserved_bytes),
    clipCount: Number(row.clip_count),
  };
}
