import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import { chatMessages, transcriptSegments } from "#drizzle/schema/signals.ts";
import { mediaSeries } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { listSceneChanges } from "#lib/vods/list-scene-changes.ts";
import { findSegment } from "#lib/vods/model.ts";
import { getMedia, getVod } from "#lib/vods/queries.ts";
import { findPauses } from "./find-pauses.ts";
import type { Lane } from "./model.ts";

type Stretch = { vodId: string; fromSeconds: number; toSeconds: number };

/** The longest stretch given at once, and the most parts its chat is counted in. */
export const longestLaneSeconds = 3_600;
const mostChatParts = 600;
/** As many columns as the widest screen has, for a stretch three times as long as what is seen. */
const mostPeaks = 8_000;

/**
 * Sound, chat and the places a bound may snap to in a stretch of a VOD, in whole seconds. Read from what import measured, by
 * range: never the video. Throws `not_found`, `not_ready`.
 */
export async function getLane(ctx: Pick<Ctx, "db">, input: Stretch & { accountId: AccountId }): Promise<Lane> {
  const { accountId, vodId } = input;
  const [vod, { index }] = await Promise.all([getVod(ctx, input), getMedia(ctx, input)]);
  const durationSeconds = index.durationTicks / index.videoTimescale;
  const fromSeconds = Math.max(0, Math.min(Math.floor(input.fromSeconds), Math.floor(durationSeconds)));
  const toSeconds = Math.min(Math.ceil(durationSeconds), Math.ceil(input.toSeconds), fromSeconds + longestLaneSeconds);
  const stretch = { vodId, fromSeconds, toSeconds: Math.max(fromSeconds, toSeconds) };
  const of = { ...stretch, accountId, streamId: vod.streamId, offsetMs: vod.streamOffsetMs };
  const [peaks, loudness, scenes, chat, transcript] = await Promise.all([
    readSeries(ctx, stretch, "waveform_peaks"),
    readSeries(ctx, stretch, "loudness_momentary"),
    listSceneChanges(ctx, { accountId, vodId }),
    countChat(ctx, of),
    listTranscript(ctx, of),
  ]);
  const isWithin = (seconds: number) => seconds >= stretch.fromSeconds && seconds <= stretch.toSeconds;
  // Relative to the stretch, as the loudness is; what comes before its first word is no pause.
  const pauses = findPauses(transcript, loudness).map((seconds) => seconds + fromSeconds);
  return {
    fromSeconds,
    toSeconds: stretch.toSeconds,
    peaks: peaks && thinPeaks(peaks, stretch.toSeconds - fromSeconds),
    chat,
    sceneChanges: scenes.map((one) => one.atSeconds).filter(isWithin),
    keyframes: sliceOf(index.keyframeTicks, fromSeconds * index.videoTimescale, toSeconds * index.videoTimescale).map(
      (ticks) => ticks / index.videoTimescale,
    ),
    pauses: pauses.filter(isWithin),
  };
}

/** The curve at the finest whole step that keeps within the most values: the largest of each step, in hundredths. */
function thinPeaks({ samplesPerSecond, samples }: Series, seconds: number): Lane["peaks"] {
  const steps = [1, 2, 4, 5, 10, 20, 50, 100].filter((step) => samplesPerSecond % step === 0);
  const step = steps.find((one) => (seconds * samplesPerSecond) / one <= mostPeaks) ?? steps.at(-1)!;
  const values = Array.from({ length: Math.ceil(samples.length / step) }, (_, n) => {
    const most = samples.subarray(n * step, (n + 1) * step).reduce((a, b) => Math.max(a, b), 0);
    return Math.round(Math.min(1, most) * 100);
  });
  return { perSecond: samplesPerSecond / step, values };
}

const sliceOf = (ticks: number[], from: number, to: number): number[] => {
  const first = ticks[0] !== undefined && ticks[0] >= from ? 0 : findSegment(ticks, from - 1) + 1;
  const end = ticks.findIndex((one, n) => n >= first && one > to);
  return ticks.slice(first, end < 0 ? undefined : end);
};

type Series = { samplesPerSecond: number; samples: Float32Array };

/** A curve's samples of the stretch alone: that of a day is not moved for a minute of it. */
async function readSeries(
  ctx: Pick<Ctx, "db">,
  stretch: Stretch,
  kind: "waveform_peaks" | "loudness_momentary",
): Promise<Series | null> {
  const { fromSeconds, toSeconds } = stretch;
  const rate = mediaSeries.samplesPerSecond;
  const [row] = await ctx.db
    .select({
      samplesPerSecond: rate,
      samples: sql<Buffer>`substring(${mediaSeries.samples} from ${fromSeconds}::int * ${rate} * 4 + 1 for ${toSeconds - fromSeconds}::int * ${rate} * 4)`,
    })
    .from(mediaSeries)
    .where(and(eq(mediaSeries.vodId, stretch.vodId), eq(mediaSeries.kind, kind)));
  if (!row) return null;
  const samples = new Float32Array(Math.floor(row.samples.length / 4));
  for (let n = 0; n < samples.length; n += 1) samples[n] = row.samples.readFloatLE(n * 4);
  return { samplesPerSecond: row.samplesPerSecond, samples };
}

type OfStream = Stretch & { accountId: AccountId; streamId: string | null; offsetMs: number };

async function countChat(ctx: Pick<Ctx, "db">, of: OfStream): Promise<Lane["chat"]> {
  const seconds = of.toSeconds - of.fromSeconds;
  const perSecond = seconds * 4 <= mostChatParts ? 4 : seconds <= mostChatParts ? 1 : mostChatParts / seconds;
  const counts = new Array<number>(Math.ceil(seconds * perSecond)).fill(0);
  if (of.streamId === null || seconds === 0) return { perSecond, counts };
  const fromMs = of.offsetMs + of.fromSeconds * 1000;
  const part = sql<number>`floor((${chatMessages.offsetMs} - ${fromMs}::int)::numeric * ${perSecond}::numeric / 1000)::int`;
  const rows = await ctx.db
    .select({ part, count: sql<number>`count(*)::int` })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.accountId, of.accountId),
        eq(chatMessages.streamId, of.streamId),
        sql`${chatMessages.offsetMs} >= ${fromMs} and ${chatMessages.offsetMs} < ${fromMs + seconds * 1000}`,
      ),
    )
    .groupBy(sql`1`);
  for (const row of rows) if (row.part < counts.length) counts[row.part] = row.count;
  return { perSecond, counts };
}

/** What is said in the stretch and shortly before it, in times of the stretch. */
async function listTranscript(ctx: Pick<Ctx, "db">, of: OfStream) {
  if (of.streamId === null) return [];
  const zeroMs = of.offsetMs + of.fromSeconds * 1000;
  const beforeMs = 30_000;
  const rows = await ctx.db
    .select({ startMs: transcriptSegments.startMs, endMs: transcriptSegments.endMs, text: transcriptSegments.text })
    .from(transcriptSegments)
    .where(
      and(
        eq(transcriptSegments.accountId, of.accountId),
        eq(transcriptSegments.streamId, of.streamId),
        gt(transcriptSegments.endMs, zeroMs - beforeMs),
        lt(transcriptSegments.startMs, zeroMs + (of.toSeconds - of.fromSeconds) * 1000),
      ),
    )
    .orderBy(asc(transcriptSegments.startMs));
  return rows.map((row) => ({ ...row, startMs: row.startMs - zeroMs, endMs: row.endMs - zeroMs, words: null }));
}
