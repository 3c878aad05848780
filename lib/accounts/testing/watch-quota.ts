import { sql } from "drizzle-orm";
import type { Db } from "#lib/platform/db/client.ts";

/**
 * Has the database itself look at every commit that touches stored objects or promises: whether what an account stores
 * and is promised is within its plan. A deferred trigger runs at the end of each transaction; the lock it takes is held
 * until the commit is visible, so that the next one sees it. For tests only.
 */
export async function watchQuota(db: Db): Promise<{
  /** Commits looked at, those above the cap, and the highest fullness seen (1 = full). */
  read: () => Promise<{ commits: number; breaches: number; fullest: number }>;
}> {
  await db.execute(sql`
    create unlogged table quota_watch (
      txid bigint, account_id uuid, bucket text, used_bytes numeric, cap_bytes numeric,
      primary key (txid, account_id, bucket));
    create function watch_quota() returns trigger language plpgsql as $$
    declare account uuid := coalesce(new.account_id, old.account_id);
    begin
      perform pg_advisory_xact_lock(hashtextextended('quota-watch:' || account, 0));
      insert into quota_watch
      select txid_current(), a.id, b.bucket,
        (select coalesce(sum(o.size_bytes), 0) from stored_objects o where o.account_id = a.id
          and o.state in ('live', 'deleting') and (b.bucket = 'all' or (o.role = 'clip') = (b.bucket = 'clips')))
        + (select coalesce(sum(r.reserved_bytes), 0) from quota_reservations r where r.account_id = a.id
          and r.state = 'reserved' and (b.bucket = 'all' or (r.purpose = 'clip') = (b.bucket = 'clips'))),
        case when b.bucket = 'clips' then p.max_clip_bytes else p.max_bytes end
      from accounts a join plans p on p.id = a.plan_id,
        unnest(case when p.max_clip_bytes is null then array['all'] else array['vods', 'clips'] end) b(bucket)
      where a.id = account
      on conflict (txid, account_id, bucket) do update set used_bytes = excluded.used_bytes;
      return null;
    end $$;
    create constraint trigger watch_objects after insert or update or delete on stored_objects
      deferrable initially deferred for each row execute function watch_quota();
    create constraint trigger watch_reservations after insert or update or delete on quota_reservations
      deferrable initially deferred for each row execute function watch_quota();`);
  return {
    read: async () => {
      const { rows } = await db.execute<{ commits: number; breaches: number; fullest: number }>(sql`
        select count(distinct txid)::int as commits, count(*) filter (where used_bytes > cap_bytes)::int as breaches,
          coalesce(max(used_bytes / cap_bytes), 0)::float8 as fullest from quota_watch`);
      return rows[0]!;
    },
  };
}
