import { and, eq, sql } from "drizzle-orm";
import { signalImports } from "#drizzle/schema/signals.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { OffsetPreview, SignalKind } from "./model.ts";

const sampleCount = 5;
const binMs = 10_000;

type Sample = { at: number; text: string; note: string };

/**
 * What an offset would put where: how many rows fall into the video, and a few telling ones with their places now and
 * then: where most is written, the strongest events, the longest lines. Changes nothing. Throws `not_found`.
 */
export async function previewOffset(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; signalImportId: string; offsetMs: number },
): Promise<OffsetPreview> {
  const found = await getImport(ctx, input);
  const { kind, streamId, vodId, durationMs, vodOffsetMs, currentOffsetMs } = found;
  const shiftMs = input.offsetMs - currentOffsetMs;
  // In VOD time as it is now; the shift is added for what it would be.
  const rows = { streamId, importId: input.signalImportId };
  const toSeconds = (ms: number) => (ms - vodOffsetMs) / 1000;
  const [counts, samples] = await Promise.all([
    countRows(ctx, kind, rows, { fromMs: vodOffsetMs - shiftMs, toMs: (durationMs ?? 0) + vodOffsetMs - shiftMs }),
    listSamples(ctx, kind, rows),
  ]);
  return {
    signalImportId: input.signalImportId,
    kind,
    vodId,
    durationSeconds: durationMs === null ? null : durationMs / 1000,
    currentOffsetMs,
    offsetMs: input.offsetMs,
    // Without a length nothing is known to be after the end.
    counts: durationMs === null ? { ...counts, within: counts.within + counts.after, after: 0 } : counts,
    samples: samples
      .sort((a, b) => a.at - b.at)
      .map(({ at, text, note }) => ({ nowSeconds: toSeconds(at), thenSeconds: toSeconds(at + shiftMs), text, note })),
  };
}

async function getImport(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; signalImportId: string }) {
  const [row] = await ctx.db
    .select({
      kind: signalImports.kind,
      streamId: signalImports.streamId,
      currentOffsetMs: signalImports.offsetMs,
      vodId: vods.id,
      durationMs: vods.durationMs,
      vodOffsetMs: sql<number>`coalesce(${vods.streamOffsetMs}, 0)`,
    })
    .from(signalImports)
    .leftJoin(vods, and(eq(vods.streamId, signalImports.streamId), sql`${vods.kind} <> 'highlight'`))
    .where(and(eq(signalImports.accountId, input.accountId), eq(signalImports.id, input.signalImportId)))
    .orderBy(vods.createdAt)
    .limit(1);
  if (!row) throw new AppError("not_found", "There is no such file in this account.");
  return row;
}

type Rows = { streamId: string; importId: string };
const tables: Record<SignalKind, { table: string; column: string }> = {
  chat: { table: "chat_messages", column: "offset_ms" },
  events: { table: "stream_events", column: "offset_ms" },
  transcript: { table: "transcript_segments", column: "start_ms" },
};

async function countRows(ctx: Pick<Ctx, "db">, kind: SignalKind, of: Rows, span: { fromMs: number; toMs: number }) {
  const { table, column } = tables[kind];
  const at = sql.raw(column);
  const { rows } = await ctx.db.execute<{ before: number; within: number; after: number }>(sql`
    select count(*) filter (where ${at} < ${span.fromMs}::bigint)::int as before,
      count(*) filter (where ${at} >= ${span.fromMs}::bigint and ${at} < ${span.toMs}::bigint)::int as within,
      count(*) filter (where ${at} >= ${span.toMs}::bigint)::int as after
    from ${sql.raw(table)} where stream_id = ${of.streamId} and import_id = ${of.importId}`);
  return rows[0]!;
}

async function listSamples(ctx: Pick<Ctx, "db">, kind: SignalKind, of: Rows): Promise<Sample[]> {
  const own = sql`stream_id = ${of.streamId} and import_id = ${of.importId}`;
  if (kind === "events") {
    const { rows } = await ctx.db.execute<Sample>(sql`
      select offset_ms as at, coalesce(text, kind) as text,
        concat_ws(' ', replace(kind, '_', ' '), amount, 'from ' || actor) as note
      from stream_events where ${own}
      order by coalesce(amount, 0) * (case kind when 'raid' then 10 when 'gift' then 8 else 1 end) desc, id
      limit ${sampleCount}`);
    return rows;
  }
  if (kind === "transcript") {
    // The longest line of each fifth.
    const { rows } = await ctx.db.execute<Sample>(sql`
      select distinct on (part) start_ms as at, text, '' as note
      from (select *, ntile(${sampleCount}) over (order by start_ms, id) as part from transcript_segments where ${own}) s
      order by part, length(text) desc, id`);
    return rows;
  }
  // The busiest moments, each with its shortest message: crowds react in few letters.
  const { rows } = await ctx.db.execute<Sample>(sql`
    with bins as (
      select floor(offset_ms / ${binMs}::float) as bin, count(*)::int as n from chat_messages where ${own}
      group by 1 order by n desc, bin limit ${sampleCount}
    )
    select m.at, m.text, b.n || ' messages in 10 s' as note from bins b, lateral (
      select offset_ms as at, author || ': ' || text as text from chat_messages
      where ${own} and offset_ms >= b.bin * ${binMs} and offset_ms < (b.bin + 1) * ${binMs}
      order by length(text), offset_ms, id limit 1
    ) m`);
  return rows;
}
