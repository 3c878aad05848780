import { and, asc, desc, eq, gt, gte, isNotNull, lt, ne, sql } from "drizzle-orm";
import { chatMessages, signalImports, streamEvents, transcriptSegments } from "#drizzle/schema/signals.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { SignalImportView, StreamEventKind } from "./model.ts";

export type StreamRange = { accountId: AccountId; streamId: string; fromMs: number; toMs: number; limit: number };

export type ChatRow = { id: number; offsetMs: number; author: string; text: string };
export type EventRow = {
  id: number;
  offsetMs: number;
  kind: StreamEventKind;
  actor: string | null;
  amount: number | null;
  text: string | null;
};
export type TranscriptRow = { id: number; startMs: number; endMs: number; text: string };

/** Bounded to what an integer column can be compared with. */
const toColumn = (ms: number) => Math.max(-2_147_483_648, Math.min(2_147_483_647, ms));

/** Files handed in for a stream, newest first, replaced ones left out. */
export async function listSignalImports(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string },
): Promise<SignalImportView[]> {
  // Rows outside of the video, in its own time; nothing is outside while its length is unknown.
  const end = sql`(select ${vods.durationMs} + ${vods.streamOffsetMs} from ${vods} where ${vods.streamId} = ${input.streamId} and ${vods.accountId} = ${input.accountId} and ${vods.kind} <> 'highlight' and ${vods.durationMs} is not null order by ${vods.createdAt} limit 1)`;
  const outside = (comparison: "before" | "after") => {
    const of = (table: string, column: string) =>
      comparison === "after"
        ? sql`(select count(*) from ${sql.raw(table)} r where r.stream_id = ${input.streamId} and r.import_id = ${signalImports.id} and r.${sql.raw(column)} > ${end})`
        : sql`(select count(*) from ${sql.raw(table)} r where r.stream_id = ${input.streamId} and r.import_id = ${signalImports.id} and r.${sql.raw(column)} < 0)`;
    return sql<number>`(case ${signalImports.kind} when 'chat' then ${of("chat_messages", "offset_ms")} when 'events' then ${of("stream_events", "offset_ms")} else ${of("transcript_segments", "start_ms")} end)::int`;
  };
  const rows = await ctx.db
    .select({ row: signalImports, beforeStartCount: outside("before"), afterEndCount: outside("after") })
    .from(signalImports)
    .where(
      and(
        eq(signalImports.accountId, input.accountId),
        eq(signalImports.streamId, input.streamId),
        ne(signalImports.state, "replaced"),
      ),
    )
    .orderBy(desc(signalImports.createdAt), asc(signalImports.kind));
  return rows.map(({ row, beforeStartCount, afterEndCount }) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    failureCode: row.failureCode,
    failureText: row.failureText,
    fileName: row.fileName,
    format: row.format,
    sizeBytes: row.sizeBytes,
    parsedCount: row.parsedCount,
    eventCount: row.eventCount,
    unreadableCount: row.unreadableCount,
    unreadableExamples: row.unreadableExamples as SignalImportView["unreadableExamples"],
    continuationCount: (row.source as { continuationCount?: number } | null)?.continuationCount ?? 0,
    offsetMs: row.offsetMs,
    beforeStartCount,
    afterEndCount,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  }));
}

/** Chat in `[fromMs, toMs)` of stream time, in order. */
export async function listChat(ctx: Pick<Ctx, "db">, input: StreamRange): Promise<ChatRow[]> {
  const { id, offsetMs, author, text } = chatMessages;
  return ctx.db
    .select({ id, offsetMs, author, text })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.accountId, input.accountId),
        eq(chatMessages.streamId, input.streamId),
        gte(offsetMs, toColumn(Math.floor(input.fromMs))),
        lt(offsetMs, toColumn(Math.ceil(input.toMs))),
      ),
    )
    .orderBy(asc(offsetMs), asc(id))
    .limit(input.limit);
}

/** Events in `[fromMs, toMs)` of stream time, in order. */
export async function listEvents(ctx: Pick<Ctx, "db">, input: StreamRange): Promise<EventRow[]> {
  const { id, offsetMs, kind, actor, amount, text } = streamEvents;
  return ctx.db
    .select({ id, offsetMs, kind, actor, amount, text })
    .from(streamEvents)
    .where(
      and(
        eq(streamEvents.accountId, input.accountId),
        eq(streamEvents.streamId, input.streamId),
        gte(offsetMs, toColumn(Math.floor(input.fromMs))),
        lt(offsetMs, toColumn(Math.ceil(input.toMs))),
      ),
    )
    .orderBy(asc(offsetMs), asc(id))
    .limit(input.limit);
}

/** Transcript segments that touch `[fromMs, toMs)` of stream time, in order. */
export async function listTranscript(ctx: Pick<Ctx, "db">, input: StreamRange): Promise<TranscriptRow[]> {
  const { id, startMs, endMs, text } = transcriptSegments;
  return ctx.db
    .select({ id, startMs, endMs, text })
    .from(transcriptSegments)
    .where(
      and(
        eq(transcriptSegments.accountId, input.accountId),
        eq(transcriptSegments.streamId, input.streamId),
        gt(endMs, toColumn(Math.floor(input.fromMs))),
        lt(startMs, toColumn(Math.ceil(input.toMs))),
      ),
    )
    .orderBy(asc(startMs), asc(id))
    .limit(input.limit);
}

type Word = { startMs: number; endMs: number; text: string };

/** Words with their times of the segments that touch `[fromMs, toMs)`; segments without word times are left out. */
export async function listWords(ctx: Pick<Ctx, "db">, input: StreamRange): Promise<{ id: number; words: Word[] }[]> {
  const { id, startMs, endMs, words } = transcriptSegments;
  const rows = await ctx.db
    .select({ id, words })
    .from(transcriptSegments)
    .where(
      and(
        eq(transcriptSegments.accountId, input.accountId),
        eq(transcriptSegments.streamId, input.streamId),
        gt(endMs, toColumn(Math.floor(input.fromMs))),
        lt(startMs, toColumn(Math.ceil(input.toMs))),
        isNotNull(words),
      ),
    )
    .orderBy(asc(startMs), asc(id))
    .limit(input.limit);
  return rows as { id: number; words: Word[] }[];
}
