import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ByteMeter } from "#lib/progress.ts";
import { keptDays } from "#lib/signals/forget-files.ts";
import { isCancellable, type JobCounts, type JobGroup, type JobPage, type JobView } from "./model.ts";

const finishedHours = 24;
const failedDays = 30;

type Row = {
  id: string;
  kind: JobView["kind"];
  state: JobView["state"];
  title: string | null;
  about: string | null;
  href: string | null;
  step: string | null;
  fraction: number;
  reason_code: string | null;
  reason_text: string | null;
  tries: number;
  meter: ByteMeter | null;
  is_cancelling: boolean;
  can_retry: boolean;
  rank: number;
  at_us: string;
};

/**
 * What runs, waits and failed in an account, and what ended in the last 24 hours: running first, then waiting, failed
 * and finished, each newest first. `counts` are of all of it, whatever is asked for. Failures that were overtaken (tried
 * again, replaced, in the trash) are left out.
 */
export async function listJobs(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; group: JobGroup; after?: string | undefined; limit: number },
): Promise<JobPage> {
  const wanted = {
    all: sql`true`,
    open: sql`rank <= 2`,
    failed: sql`rank = 3`,
    finished: sql`rank = 4`,
  }[input.group];
  const { rows } = await ctx.db.execute<Row>(sql`
    with listed as (${listed(input.accountId)})
    select * from listed where ${wanted} and ${isAfter(input.after)}
    order by rank, at_us desc, id limit ${input.limit + 1}`);
  const counted = await ctx.db.execute<{ rank: number; count: number }>(sql`
    with listed as (${listed(input.accountId)}) select rank, count(*)::int as count from listed group by rank`);
  const countOf = (...ranks: number[]) =>
    counted.rows.filter(({ rank }) => ranks.includes(rank)).reduce((sum, { count }) => sum + count, 0);
  const counts: JobCounts = { running: countOf(0), waiting: countOf(1, 2), failed: countOf(3), finished: countOf(4) };
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > input.limit && last ? `${last.rank}.${last.at_us}.${last.id}` : null;
  return { jobs: shown.map(viewOf), counts, nextCursor };
}

/** Rows after a cursor, which is rank, microseconds and id of the last one shown. */
function isAfter(cursor: string | undefined): SQL {
  const [, rank, atUs, id] = /^(\d)\.(\d+)\.([0-9a-f-]{36})$/.exec(cursor ?? "") ?? [];
  if (rank === undefined) return sql`true`;
  return sql`(rank, -at_us, id) > (${Number(rank)}::int, -(${atUs}::bigint), ${id}::uuid)`;
}

const viewOf = (row: Row): JobView => {
  const isOpen = ["queued", "running", "waiting"].includes(row.state);
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    title: row.title,
    about: row.about,
    href: row.href,
    step: row.step,
    fraction: row.fraction,
    reasonCode: row.reason_code,
    reasonText: row.reason_text,
    tries: row.tries,
    meter: row.meter,
    since: new Date(Number(row.at_us) / 1000),
    isCancelling: isOpen && row.is_cancelling,
    canRetry: row.can_retry,
    canCancel: isOpen && !row.is_cancelling && (row.kind === "cut_clips" || isCancellable(row.kind)),
  };
};

const listed = (accountId: AccountId): SQL => sql`${jobRows(accountId)} union all ${clipRows(accountId)}`;

const microseconds = (at: SQL): SQL => sql`(extract(epoch from ${at}) * 1000000)::bigint`;

/** Progress rows with what they are about. A failed one counts while what it is about is still as it left it. */
const jobRows = (accountId: AccountId): SQL => sql`
  select p.id, p.task as kind, p.state, coalesce(s.title, v.title, dv.title) as title,
    coalesce(si.file_name, case when p.task in ('fetch_video', 'process_vod') then v.source_file_name end) as about,
    case when p.task = 'cut_clips' then '/vods/' || v.id || '/highlights'
      when p.task = 'delete_vod' then null
      when s.id is not null then '/streams/' || s.id end as href,
    p.step, p.fraction, p.reason_code, p.reason_text, p.tries, p.meter, p.cancel_asked_at is not null as is_cancelling,
    p.state in ('failed', 'cancelled') and case p.task
      when 'fetch_video' then v.state = 'failed' and v.source->>'kind' = 'url'
      when 'process_vod' then v.state = 'failed'
      when 'import_signals' then si.state = 'failed' and si.finished_at > now() - make_interval(days => ${keptDays})
      when 'detect_highlights' then d.state = 'failed'
      when 'refine_highlights' then true
      else false end as can_retry,
    case p.state when 'running' then 0 when 'waiting' then 1 when 'queued' then 2 when 'failed' then 3 else 4 end as rank,
    ${microseconds(sql`case p.state when 'running' then coalesce(p.started_at, p.updated_at)
      when 'waiting' then coalesce(p.waiting_since, p.updated_at)
      when 'queued' then p.updated_at else coalesce(p.finished_at, p.updated_at) end`)} as at_us
  from job_progress p
  left join vods v on v.id = p.subject_id and p.task in ('fetch_video', 'process_vod', 'cut_clips', 'delete_vod')
  left join signal_imports si on si.id = p.subject_id and p.task = 'import_signals'
  left join detection_runs d on d.id = p.subject_id and p.task in ('detect_highlights', 'refine_highlights')
  left join vods dv on dv.id = d.vod_id
  left join streams s on s.id = coalesce(v.stream_id, si.stream_id, d.stream_id,
    case when p.task = 'detect_overdue' then p.subject_id end)
  where p.account_id = ${accountId} and p.task <> 'deliver_outbox' and case p.state
    when 'failed' then p.updated_at > now() - make_interval(days => ${failedDays}) and case p.task
      when 'fetch_video' then v.state = 'failed' and v.source->>'kind' = 'url'
      when 'process_vod' then v.state = 'failed'
      when 'import_signals' then si.state = 'failed' and not exists (
        select 1 from signal_imports later where later.stream_id = si.stream_id and later.kind = si.kind
          and later.created_at > si.created_at and later.state in ('queued', 'running', 'done'))
      when 'cut_clips' then false
      when 'delete_vod' then v.id is not null
      else not exists (
        select 1 from detection_runs later where later.stream_id = d.stream_id and later.created_at > d.created_at)
      end
    when 'queued' then true when 'running' then true when 'waiting' then true
    else p.updated_at > now() - make_interval(hours => ${finishedHours}) and p.task <> 'detect_overdue'
      and coalesce(s.title, v.title, dv.title) is not null end`;

/** Clips whose last try has no file: one that failed, or that there was no room for. */
const clipRows = (accountId: AccountId): SQL => sql`
  select a.id, 'clip' as kind, 'failed' as state, v.title, source.title as about,
    '/vods/' || c.source_vod_id || '/highlights?play=' || c.highlight_id as href,
    null as step, 0::float8 as fraction, a.failure_code as reason_code, a.failure_text as reason_text,
    a.attempt as tries, a.byte_meter as meter, false as is_cancelling, source.state = 'ready' as can_retry, 3 as rank,
    ${microseconds(sql`coalesce(a.finished_at, a.created_at)`)} as at_us
  from clip_attempts a
  join clips c on c.vod_id = a.vod_id
  join vods v on v.id = c.vod_id
  join vods source on source.id = c.source_vod_id
  where a.account_id = ${accountId} and a.state in ('failed', 'skipped')
    and v.state not in ('trashed', 'deleting', 'deleted')
    and coalesce(a.finished_at, a.created_at) > now() - make_interval(days => ${failedDays})
    and a.attempt = (select max(later.attempt) from clip_attempts later where later.vod_id = a.vod_id)`;
