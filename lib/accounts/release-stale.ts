import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";

/**
 * Gives back what is promised to work that is over, and to uploads nobody imported in time. Work that ends releases its
 * promise itself, in the same transaction: this finds what a fault or an operator's hand left. Returns how many.
 *
 * A worker that was paused while its work was ended can't use such a promise any more: it is granted and settled only
 * together with the claim on the work (`reserveMakingRoom`, `settleReservation`).
 */
export async function releaseStaleReservations(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { rowCount } = await ctx.db.execute(sql`
    update quota_reservations r set state = 'released'
    where r.state = 'reserved' and (
      (r.purpose = 'import' and r.expires_at < ${ctx.now()}::timestamptz)
      or (r.purpose = 'process' and not exists (
        select 1 from vods v where v.id = r.subject_id and v.state in ('imported', 'processing')))
      or (r.purpose = 'clip' and not exists (
        select 1 from clip_attempts a where a.id = r.subject_id and a.state in ('queued', 'cutting'))))`);
  return rowCount ?? 0;
}
