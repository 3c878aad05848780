import { and, asc, desc, eq, inArray, isNotNull, ne } from "drizzle-orm";
import type pg from "pg";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { signalImports, streamEvents, transcriptSegments } from "#drizzle/schema/signals.ts";
import { mediaSeries } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { type ChatColumns, collectChat } from "#lib/signals/chat-columns.ts";
import type { SignalKind, StreamEvent, TranscriptSegment } from "#lib/signals/model.ts";
import { readCopiedRows } from "#lib/signals/read-copied-rows.ts";
import type { ReactionLag } from "./model.ts";
import type { Loudness } from "./score-audio.ts";

type Of = { accountId: AccountId; streamId: string };

/** The stream's chat as columns in VOD time. `onCount` is told how many messages are through. */
export async function collectStreamChat(
  ctx: Pick<Ctx, "db" | "signal">,
  input: Of & { streamOffsetMs: number; durationSeconds: number; onCount: (count: number) => void },
): Promise<ChatColumns> {
  const collector = collectChat({ durationSeconds: input.durationSeconds });
  const pool = (ctx.db as unknown as { $client: pg.Pool }).$client;
  const client = await pool.connect();
  let isDone = false;
  try {
    let count = 0;
    // COPY takes no parameters; ids are UUIDs of our own rows, and escaped all the same.
    const [accountId, streamId] = [input.accountId, input.streamId].map((id) => client.escapeLiteral(id));
    const rows = readCopiedRows(
      client,
      `select offset_ms, author, text from chat_messages where account_id = ${accountId} and stream_id = ${streamId}`,
    );
    for await (const batch of rows) {
      ctx.signal.throwIfAborted();
      for (const [offsetMs, author, text] of batch) {
        collector.add(Number(offsetMs) - input.streamOffsetMs, author!, text!);
      }
      count += batch.length;
      input.onCount(count);
    }
    isDone = true;
  } finally {
    // A connection left in the middle of a COPY is not worth keeping.
    client.release(!isDone);
  }
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

const mostLags = 10;

/** Lags that the account's other streams told, in seconds, one a stream, the newest ten. */
export async function listChannelLags(ctx: Pick<Ctx, "db">, input: Of): Promise<number[]> {
  const rows = await ctx.db
    .selectDistinctOn([detectionRuns.streamId], { lag: detectionRuns.lag, createdAt: detectionRuns.createdAt })
    .from(detectionRuns)
    .where(
      and(
        eq(detectionRuns.accountId, input.accountId),
        ne(detectionRuns.streamId, input.streamId),
        eq(detectionRuns.state, "done"),
        isNotNull(detectionRuns.lag),
      ),
    )
    .orderBy(detectionRuns.streamId, desc(detectionRuns.createdAt));
  return rows
    .sort((a, b) => +b.createdAt - +a.createdAt)
    .flatMap(({ lag }) => (lag as ReactionLag).own?.seconds ?? [])
    .slice(0, mostLags);
}
