import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { containsPattern, decodeCursor, encodeCursor } from "#lib/paging.ts";
import type { ClipGroup } from "./model.ts";
import { getClip, listClipsOf } from "./queries.ts";
import { clipProfiles } from "./render/model.ts";
import type { ClipListQuery } from "./schema.ts";

/** `total` counts groups, on the first page alone (null on others). */
export type ClipGroupPage = { groups: ClipGroup[]; nextCursor: string | null; total: number | null };

type Sort = { value: SQL; type: SQL; isDescending: boolean };

const sorts: Record<ClipListQuery["sort"], Sort> = {
  newest: { value: sql`max(c.created_at)`, type: sql`timestamptz`, isDescending: true },
  oldest: { value: sql`max(c.created_at)`, type: sql`timestamptz`, isDescending: false },
  longest: { value: sql`coalesce(max(c.duration_ms), -1)`, type: sql`int`, isDescending: true },
  largest: { value: sql`max(c.size_bytes)`, type: sql`bigint`, isDescending: true },
  title: { value: sql`min(lower(c.title))`, type: sql`text`, isDescending: false },
};

/** The same as `isStale` of `queries.ts`, of the newest attempt `a`, its highlight `h` and caption text `k`. */
const isStaleInSql = sql`(
  (coalesce(a.plan #>> '{render,captions}', 'off') <> 'off'
    and coalesce((a.plan #>> '{render,captionsVersion}')::int, 0) <> coalesce(k.version, 0))
  or floor(b.start_ticks::float8 * a.timescale / h.timescale + 0.5) <> a.start_ticks
  or (floor(b.end_ticks::float8 * a.timescale / h.timescale + 0.5) <> a.end_ticks and not (
    floor(b.end_ticks::float8 * a.timescale / h.timescale + 0.5) > m.end_ticks and a.end_ticks = m.end_ticks)))`;

/** Clips that aren't in the trash, with the state they are filtered by. */
const clipsOf = (accountId: AccountId) => sql`
  select c.highlight_id, c.source_vod_id, c.profile, c.is_captioned, c.created_at, v.title, v.duration_ms, v.size_bytes,
    s.title as source_title,
    case
      when a.state in ('queued', 'cutting') then 'working'
      when a.state <> 'ready' then 'failed'
      when ${isStaleInSql} then 'stale'
      else 'ready'
    end as state
  from clips c
  join vods v on v.id = c.vod_id and v.state in ('imported', 'processing', 'ready', 'failed')
  join vods s on s.id = c.source_vod_id
  join highlights h on h.id = c.highlight_id
  left join highlight_captions k on k.highlight_id = c.highlight_id
  cross join lateral (
    select a.state, a.timescale, a.start_ticks, a.end_ticks, a.plan from clip_attempts a where a.vod_id = c.vod_id
    order by a.attempt desc limit 1) a
  cross join lateral (
    select coalesce(h.trimmed_start_ticks, h.refined_start_ticks, h.detected_start_ticks) as start_ticks,
      coalesce(h.trimmed_end_ticks, h.refined_end_ticks, h.detected_end_ticks) as end_ticks) b
  cross join lateral (select coalesce((a.plan #>> '{window,endTicks}')::bigint, a.end_ticks) as end_ticks) m
  where c.account_id = ${accountId}`;

/**
 * A page of an account's clips, those of one highlight together. A group is in it when one of its clips fits all filters;
 * it comes with all of its clips. Pages go on after the last group of the one before.
 */
export async function listClipGroups(
  ctx: Pick<Ctx, "db">,
  input: ClipListQuery & { accountId: AccountId },
): Promise<ClipGroupPage> {
  const { accountId, limit, cursor } = input;
  const { value, type, isDescending } = sorts[input.sort];
  const end = cursor === undefined ? null : decodeCursor(cursor);
  const order = isDescending ? sql`desc` : sql`asc`;
  const after = end
    ? sql`where (g.value, g.id) ${isDescending ? sql`<` : sql`>`} (${end.value}::${type}, ${end.id}::uuid)`
    : sql``;
  const groups = sql`
    with clip as (${clipsOf(accountId)}),
      grouped as (
        select c.highlight_id as id, ${value} as value from clip c
        group by c.highlight_id having bool_or(${filtersOf(input)}))`;
  const { rows } = await ctx.db.execute<{ id: string; value: string }>(sql`
    ${groups} select g.id, g.value::text as value from grouped g ${after}
    order by g.value ${order}, g.id ${order} limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const count = async () => {
    const counted = await ctx.db.execute<{ count: number }>(sql`${groups} select count(*)::int as count from grouped`);
    return counted.rows[0]?.count ?? 0;
  };
  const highlightIds = shown.map((row) => row.id);
  const [found, total] = await Promise.all([listGroups(ctx, { accountId, highlightIds }), end ? null : count()]);
  const last = shown.at(-1);
  return { groups: found, nextCursor: last && rows.length > limit ? encodeCursor(last) : null, total };
}

function filtersOf({ q, state, profile, captions, vod }: ClipListQuery): SQL {
  const wanted = [sql`true`];
  if (q !== "") {
    const pattern = containsPattern(q);
    wanted.push(sql`(c.title ilike ${pattern} or c.source_title ilike ${pattern})`);
  }
  if (state) wanted.push(sql`c.state = ${state}`);
  if (profile) wanted.push(sql`c.profile = ${profile}`);
  if (captions) wanted.push(captions === "with" ? sql`c.is_captioned` : sql`not c.is_captioned`);
  if (vod) wanted.push(sql`c.source_vod_id = ${vod}::uuid`);
  return sql.join(wanted, sql` and `);
}

type SourceRow = {
  id: string;
  stream_id: string | null;
  source_state: ClipGroup["sourceState"];
  is_clipable: boolean | null;
  start_seconds: number;
  end_seconds: number;
};

/** The clips of these highlights by highlight, in the order of the ids; those without a clip are left out. */
async function listGroups(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; highlightIds: string[] },
): Promise<ClipGroup[]> {
  const { accountId, highlightIds } = input;
  if (highlightIds.length === 0) return [];
  const [clips, { rows }] = await Promise.all([
    listClipsOf(ctx, input),
    ctx.db.execute<SourceRow>(sql`
      select h.id, v.stream_id, v.state as source_state, h.is_clipable,
        coalesce(h.trimmed_start_ticks, h.refined_start_ticks, h.detected_start_ticks)::float8 / h.timescale as start_seconds,
        coalesce(h.trimmed_end_ticks, h.refined_end_ticks, h.detected_end_ticks)::float8 / h.timescale as end_seconds
      from highlights h join vods v on v.id = h.vod_id
      where h.account_id = ${accountId} and h.id = any(${sql.param(highlightIds)}::uuid[])`),
  ]);
  const sources = new Map(rows.map((row) => [row.id, row]));
  const byHighlight = Map.groupBy(clips, (clip) => clip.highlightId);
  return highlightIds.flatMap((highlightId) => {
    const source = sources.get(highlightId);
    const own = (byHighlight.get(highlightId) ?? []).toSorted(
      (a, b) =>
        clipProfiles.indexOf(a.profile) - clipProfiles.indexOf(b.profile) ||
        Number(a.isCaptioned) - Number(b.isCaptioned),
    );
    const [first] = own;
    if (!source || !first) return [];
    return [
      {
        highlightId,
        title: first.title,
        sourceVodId: first.sourceVodId,
        sourceTitle: first.sourceTitle,
        streamId: source.stream_id,
        sourceState: source.source_state,
        isClipable: source.is_clipable,
        startSeconds: source.start_seconds,
        endSeconds: source.end_seconds,
        clips: own,
      },
    ];
  });
}

/** A clip with the others of its highlight. Throws `not_found`. */
export async function getClipGroup(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; clipVodId: string },
): Promise<ClipGroup> {
  const { highlightId } = await getClip(ctx, input);
  const [group] = await listGroups(ctx, { accountId: input.accountId, highlightIds: [highlightId] });
  if (!group) throw new AppError("not_found", "There is no such clip in this account. It may have been deleted.");
  return group;
}
