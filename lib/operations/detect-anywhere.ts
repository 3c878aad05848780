import { eq, sql } from "drizzle-orm";
import { streams } from "#drizzle/schema/vods.ts";
import { noteAction, type Operator } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { DetectionDiff } from "#lib/highlights/model.ts";
import { requestDetection } from "#lib/highlights/request-detection.ts";
import type { AccountId } from "#lib/ids.ts";

export type FoundStream = {
  streamId: string;
  title: string;
  accountName: string;
  createdAt: Date;
  isReady: boolean;
  highlightCount: number;
  cutCount: number;
  detection: { state: string; failureText: string | null; diff: DetectionDiff | null; createdAt: Date } | null;
};

const mostFound = 20;

/** Streams of all accounts whose title or account has the words in it, newest first. The caller has checked that an operator asks. */
export async function findStreams(ctx: Pick<Ctx, "db">, input: { search: string }): Promise<FoundStream[]> {
  const like = `%${input.search.trim().replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await ctx.db.execute<Omit<FoundStream, "createdAt"> & { createdAt: string }>(sql`
    select s.id as "streamId", s.title, a.name as "accountName", s.created_at as "createdAt",
      exists (select 1 from vods v where v.stream_id = s.id and v.kind <> 'highlight' and v.state = 'ready') as "isReady",
      h.count as "highlightCount", h.cut as "cutCount",
      case when d.id is not null then json_build_object('state', d.state, 'failureText', d.failure_text, 'diff', d.diff,
        'createdAt', d.created_at) end as detection
    from streams s join accounts a on a.id = s.account_id
    left join lateral (select * from detection_runs d where d.stream_id = s.id order by d.created_at desc limit 1) d on true
    left join lateral (
      select count(*)::int as count, count(*) filter (where h.cut_state in ('ready', 'stale'))::int as cut
      from highlights h join vods v on v.id = h.vod_id where v.stream_id = s.id and h.hidden_at is null) h on true
    where s.title ilike ${like} or a.name ilike ${like} or a.slug ilike ${like}
    order by s.created_at desc, s.id limit ${mostFound}`);
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    detection: row.detection && { ...row.detection, createdAt: new Date(row.detection.createdAt) },
  }));
}

/** Looks for highlights of any account's stream again, and writes down who had it done. Throws `not_found` and `not_ready`. */
export async function detectAnywhere(
  ctx: Pick<Ctx, "db">,
  input: { streamId: string; operator: Operator },
): Promise<{ ok: true; detectionRunId: string; joined: boolean }> {
  const { streamId, operator } = input;
  const [stream] = await ctx.db
    .select({ accountId: streams.accountId, title: streams.title })
    .from(streams)
    .where(eq(streams.id, streamId));
  if (!stream) throw new AppError("not_found", "There is no such stream. It may have been deleted.");
  const accountId = stream.accountId as AccountId;
  return ctx.db.transaction(async (tx) => {
    const requested = await requestDetection({ db: tx }, { accountId, streamId, trigger: "screen" });
    await noteAction(tx, { operator, action: "detect", accountId, subject: stream.title, subjectId: streamId });
    return requested;
  });
}
