import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import { signalImports, streamEvents, transcriptSegments } from "#drizzle/schema/signals.ts";
import { mediaSeries } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { type ChatColumns, collectChat } from "#lib/signals/chat-columns.ts";
import type { SignalKind, StreamEvent, TranscriptSegment } from "#lib/signals/model.ts";
import type { Loudness } from "./score-audio.ts";

type Of = { accountId: AccountId; streamId: string };
const pageSize = 20_000;

/** The stream's chat as columns in VOD time, read page by page. `onCount` is told how many messages are through. */
export async function collectStreamChat(
  ctx: Pick<Ctx, "db" | "signal">,
  input: Of & { streamOffsetMs: number; durationSeconds: number; onCount: (count: number) => void },
): Promise<ChatColumns> {
  const collector = collectChat({ durationSeconds: input.durationSeconds });
  let count = 0;
  // One scan through a cursor: pages by offset would each be sorted anew where the planner has no statistics yet.
  await ctx.db.transaction(async (tx) => {
    await tx.execute(sql`
      declare chat_cursor no scroll cursor for
      select offset_ms, author, text from chat_messages
      where account_id = ${input.accountId} and stream_id = ${input.streamId}`);
    for (;;) {
      ctx.signal.throwIfAborted();
      const { rows } = await tx.execute<{ offset_ms: number; author: string; text: string }>(
        sql`fetch ${sql.raw(String(pageSize))} from chat_cursor`,
      );
      for (const row of rows) collector.add(row.offset_ms - input.streamOffsetMs, row.author, row.text);
      count += rows.length;
      input.onCount(count);
      if (rows.length < pageSize) return;
    }
  });
  return collector.finish();
}

/** The stream's events in VOD time. */
export async function listStreamEvents(
  ctx: Pick<Ctx, "db">,
  input: Of & { streamOffsetMs: number },
): Promise<StreamEvent[]> {
  const { offsetMs, kind, actor, amount, text } = streamEvents;
  const rows = await ctx.db
    .select({ offsetMs, kind, actor, amount, text })
    .from(streamEvents)
    .where(and(eq(streamEvents.accountId, input.accountId), eq(streamEvents.streamId, input.streamId)))
    .orderBy(asc(offsetMs), asc(streamEvents.id));
  return rows.map((row) => ({ ...row, offsetMs: row.offsetMs - input.streamOffsetMs }));
}

/** The stream's transcript in VOD time. */
export async function listStreamTranscript(
  ctx: Pick<Ctx, "db">,
  input: Of & { streamOffsetMs: number },
): Promise<TranscriptSegment[]> {
  const { startMs, endMs, text } = transcriptSegments;
  const rows = await ctx.db
    .select({ startMs, endMs, text })
    .from(transcriptSegments)
    .where(and(eq(transcriptSegments.accountId, input.accountId), eq(transcriptSegments.streamId, input.streamId)))
    .orderBy(asc(startMs), asc(transcriptSegments.id));
  const shift = input.streamOffsetMs;
  return rows.map((row) => ({ ...row, startMs: row.startMs - shift, endMs: row.endMs - shift, words: null }));
}

/** The VOD's momentary loudness, or null where it has no audio. The caller has checked whose VOD it is. */
export async function findLoudness(ctx: Pick<Ctx, "db">, vodId: string): Promise<Loudness | null> {
  const [row] = await ctx.db
    .select({ samplesPerSecond: mediaSeries.samplesPerSecond, samples: mediaSeries.samples })
    .from(mediaSeries)
    .where(and(eq(mediaSeries.vodId, vodId), eq(mediaSeries.kind, "loudness_momentary")));
  if (!row || row.samples.length < 4) return null;
  const samples = new Float32Array(Math.floor(row.samples.length / 4));
  for (let i = 0; i < samples.length; i += 1) samples[i] = row.samples.readFloatLE(i * 4);
  return { samplesPerSecond: row.samplesPerSecond, samples };
}

/** What became of the newest file of each kind: lets a missing signal say why it is missing. */
export async function listImportStates(
  ctx: Pick<Ctx, "db">,
  input: Of,
): Promise<Map<SignalKind, { state: string; failureText: string | null }>> {
  const rows = await ctx.db
    .select({ kind: signalImports.kind, state: signalImports.state, failureText: signalImports.failureText })
    .from(signalImports)
    .where(
      and(
        eq(signalImports.accountId, input.accountId),
        eq(signalImports.streamId, input.streamId),
        inArray(signalImports.state, ["queued", "running", "done", "failed"]),
      ),
    )
    .orderBy(desc(signalImports.createdAt));
  const newest = new Map<SignalKind, { state: string; failureText: string | null }>();
  for (const { kind, ...row } of rows) if (!newest.has(kind)) newest.set(kind, row);
  return newest;
}
