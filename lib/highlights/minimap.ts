import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getVod } from "#lib/vods/queries.ts";
import { effectiveBounds, type Minimap } from "./model.ts";
import { findLoudness, listStreamEvents } from "./read-signals.ts";

const fewestBuckets = 1;
const mostBuckets = 4_000;
const silence = -100;

/** Chat density, loudness, events and highlights of a VOD in `buckets` equal parts of its length. Throws `not_found`. */
export async function getMinimap(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; buckets: number },
): Promise<Minimap> {
  const { accountId } = input;
  const buckets = Math.max(fewestBuckets, Math.min(mostBuckets, Math.floor(input.buckets) || fewestBuckets));
  const vod = await getVod(ctx, input);
  const durationMs = vod.durationMs ?? 0;
  const empty = { durationSeconds: durationMs / 1000, chatPerBucket: new Array<number>(buckets).fill(0) };
  const [shown, loudness] = await Promise.all([
    listRanges(ctx, input),
    durationMs > 0 ? findLoudness(ctx, vod.id) : null,
  ]);
  if (durationMs <= 0 || vod.streamId === null) {
    return { ...empty, loudnessPerBucket: null, events: [], highlights: shown };
  }
  const of = { accountId, streamId: vod.streamId, streamOffsetMs: vod.streamOffsetMs };
  const { rows } = await ctx.db.execute<{ bucket: number; n: number }>(sql`
    select floor((offset_ms - ${vod.streamOffsetMs}::int)::numeric * ${buckets}::int / ${durationMs}::int)::int as bucket, count(*)::int as n
    from chat_messages
    where account_id = ${accountId} and stream_id = ${vod.streamId}
      and offset_ms >= ${vod.streamOffsetMs} and offset_ms < ${vod.streamOffsetMs + durationMs}
    group by 1`);
  for (const { bucket, n } of rows) if (bucket >= 0 && bucket < buckets) empty.chatPerBucket[bucket] = n;
  const events = (await listStreamEvents(ctx, of))
    .filter((event) => event.offsetMs >= 0 && event.offsetMs < durationMs)
    .map((event) => ({ atSeconds: event.offsetMs / 1000, kind: event.kind }));
  const loudnessPerBucket =
    loudness === null
      ? null
      : meanPerBucket(loudness.samples, buckets, (durationMs / 1000) * loudness.samplesPerSecond);
  return { ...empty, loudnessPerBucket, events, highlights: shown };
}

async function listRanges(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string },
): Promise<Minimap["highlights"]> {
  const rows = await ctx.db
    .select()
    .from(highlights)
    .where(
      and(eq(highlights.accountId, input.accountId), eq(highlights.vodId, input.vodId), isNull(highlights.hiddenAt)),
    )
    .orderBy(asc(highlights.detectedStartTicks), asc(highlights.id));
  return rows.map((row) => {
    const { startTicks, endTicks, timescale } = effectiveBounds(row);
    const startSeconds = ticksToSeconds(startTicks, timescale);
    return { id: row.id, startSeconds, endSeconds: ticksToSeconds(endTicks, timescale), score: row.score };
  });
}

/** Means of equal parts of `length` samples; parts without a sample are silence. */
function meanPerBucket(samples: Float32Array, buckets: number, length: number): number[] {
  return Array.from({ length: buckets }, (_, i) => {
    const from = Math.floor((i * length) / buckets);
    const part = samples.subarray(from, Math.max(from + 1, Math.floor(((i + 1) * length) / buckets)));
    if (part.length === 0) return silence;
    const mean = part.reduce((sum, value) => sum + Math.max(silence, value), 0) / part.length;
    return Math.round(mean * 10) / 10;
  });
}
