import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { containsPattern, decodeCursor, encodeCursor } from "#lib/paging.ts";
import { listStreams, type StreamListItem } from "#lib/vods/queries.ts";
import type { StreamListQuery, StreamShownState, StreamSort } from "./schema.ts";

/** A stream in a list: its videos, where it is on the way to clips, and what was found and cut. */
export type ListedStream = StreamListItem & {
  shownState: StreamShownState;
  /** Why it failed: its video, or the search for highlights. */
  failedBecause: string | null;
  highlightCount: number;
  approvedCount: number;
  /** Clips with a finished file. */
  clipCount: number;
};

/** `total` counts what the filters let through, on the first page alone (null on others). */
export type StreamListPage = { streams: ListedStream[]; nextCursor: string | null; total: number | null };

type Sort = { value: SQL; type: SQL; isDescending: boolean };

const sorts: Record<StreamSort, Sort> = {
  newest: { value: sql`l.at`, type: sql`timestamptz`, isDescending: true },
  oldest: { value: sql`l.at`, type: sql`timestamptz`, isDescending: false },
  longest: { value: sql`coalesce(l.duration_ms, -1)`, type: sql`int`, isDescending: true },
  highlights: {
    value: sql`(select count(*)::int from highlights h where h.vod_id = l.vod_id and h.hidden_at is null)`,
    type: sql`int`,
    isDescending: true,
  },
  title: { value: sql`lower(l.title)`, type: sql`text`, isDescending: false },
};

/** Streams with their first shown recording, newest detection run, and the state people are told. */
const listedOf = (accountId: AccountId) => sql`
  select s.id, s.title, coalesce(s.started_at, s.created_at) as at, v.id as vod_id, v.duration_ms, v.source_file_name,
    case when v.state = 'failed' then v.failure_text when d.state = 'failed' then d.failure_text end as failed_because,
    case
      when v.state = 'failed' then 'failed'
      when v.state = 'processing' then 'processing'
      when v.state is distinct from 'ready' then 'importing'
      when d.state in ('queued', 'running') then 'detecting'
      when exists (select 1 from signal_imports i where i.stream_id = s.id and i.state in ('queued', 'running'))
        then 'importing'
      when d.state = 'failed' then 'failed'
      else 'ready'
    end as shown_state
  from streams s
  left join lateral (
    select v.* from vods v where v.stream_id = s.id and v.kind <> 'highlight'
    order by v.state in ('trashed', 'deleting', 'deleted'), v.created_at, v.id limit 1) v on true
  left join lateral (
    select d.state, d.failure_text from detection_runs d where d.stream_id = s.id
    order by d.created_at desc, d.id desc limit 1) d on true
  where s.account_id = ${accountId} and (v.id is null or v.state not in ('trashed', 'deleting', 'deleted'))`;

/**
 * A page of an account's streams, searched, filtered and sorted in the database. Pages go on after the last row of the
 * one before, so what is added or removed meanwhile shifts none. Throws `invalid_input` for a foreign cursor.
 */
export async function listStreamPage(
  ctx: Pick<Ctx, "db">,
  input: StreamListQuery & { accountId: AccountId },
): Promise<StreamListPage> {
  const { accountId, limit, cursor } = input;
  const { value, type, isDescending } = sorts[input.sort];
  const filters = filtersOf(input);
  const end = cursor === undefined ? null : decodeCursor(cursor);
  const order = isDescending ? sql`desc` : sql`asc`;
  const after = end
    ? sql`where (p.value, p.id) ${isDescending ? sql`<` : sql`>`} (${end.value}::${type}, ${end.id}::uuid)`
    : sql``;
  const { rows } = await ctx.db.execute<{
    id: string;
    value: string;
    shown_state: StreamShownState;
    failed_because: string | null;
  }>(sql`
    with listed as (${listedOf(accountId)}),
      valued as (select l.id, l.shown_state, l.failed_because, ${value} as value from listed l where ${filters})
    select p.id, p.shown_state, p.failed_because, p.value::text as value from valued p ${after}
    order by p.value ${order}, p.id ${order} limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const [streams, counts, total] = await Promise.all([
    listStreams(ctx, { accountId, streamIds: shown.map((row) => row.id) }),
    countAll(
      ctx,
      accountId,
      shown.map((row) => row.id),
    ),
    end ? null : countListed(ctx, accountId, filters),
  ]);
  const byId = new Map(streams.map((stream) => [stream.streamId, stream]));
  const last = shown.at(-1);
  return {
    streams: shown.flatMap((row) => {
      const stream = byId.get(row.id);
      const { found = 0, approved = 0, cut = 0 } = counts.get(row.id) ?? {};
      const facts = { highlightCount: found, approvedCount: approved, clipCount: cut };
      return stream ? [{ ...stream, shownState: row.shown_state, failedBecause: row.failed_because, ...facts }] : [];
    }),
    nextCursor: last && rows.length > limit ? encodeCursor(last) : null,
    total,
  };
}

const cutClips = (of: SQL) =>
  sql`exists (select 1 from vods c where c.stream_id = ${of} and c.kind = 'highlight' and c.state = 'ready')`;

function filtersOf({ q, state, clips, from, to }: StreamListQuery): SQL {
  const wanted = [sql`true`];
  if (q !== "") {
    const pattern = containsPattern(q);
    wanted.push(sql`(l.title ilike ${pattern} or l.source_file_name ilike ${pattern})`);
  }
  if (state) wanted.push(sql`l.shown_state = ${state}`);
  if (clips) wanted.push(clips === "with" ? cutClips(sql`l.id`) : sql`not ${cutClips(sql`l.id`)}`);
  if (from) wanted.push(sql`l.at >= ${from}::timestamptz`);
  if (to) wanted.push(sql`l.at < ${to}::timestamptz`);
  return sql.join(wanted, sql` and `);
}

async function countListed(ctx: Pick<Ctx, "db">, accountId: AccountId, filters: SQL): Promise<number> {
  const { rows } = await ctx.db.execute<{ count: number }>(
    sql`with listed as (${listedOf(accountId)}) select count(*)::int as count from listed l where ${filters}`,
  );
  return rows[0]?.count ?? 0;
}

type Counts = { found: number; approved: number; cut: number };

/** What was found, approved and cut, by stream. */
async function countAll(ctx: Pick<Ctx, "db">, accountId: AccountId, streamIds: string[]): Promise<Map<string, Counts>> {
  if (streamIds.length === 0) return new Map();
  const { rows } = await ctx.db.execute<Counts & { id: string }>(sql`
    select s.id, h.found, h.approved, c.cut
    from streams s
    cross join lateral (
      select count(*)::int as found, count(*) filter (where h.review_state = 'approved')::int as approved
      from vods v join highlights h on h.vod_id = v.id
      where v.stream_id = s.id and v.kind <> 'highlight' and h.hidden_at is null) h
    cross join lateral (
      select count(*)::int as cut from vods v
      where v.stream_id = s.id and v.kind = 'highlight' and v.state = 'ready') c
    where s.account_id = ${accountId} and s.id = any(${sql.param(streamIds)}::uuid[])`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
