import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { kept } from "#lib/kept.ts";
import { countChatPerSecond, getSignalVersion } from "#lib/signals/count-chat.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getVod, type VodView } from "#lib/vods/queries.ts";
import { getDetectionSettings } from "./change-settings.ts";
import { effectiveBounds, type Minimap, quietestDb } from "./model.ts";
import { findLoudness, listStreamEvents, listStreamTranscript } from "./read-signals.ts";
import { tellingWords } from "./telling-words.ts";

type Of = { accountId: AccountId; vodId: string };

/** More would not be told apart on any screen. */
const mostSpoken = 3_000;

/** Everything that is drawn over a VOD's whole length, second by second. Throws `not_found`. */
export async function getMinimap(ctx: Pick<Ctx, "db">, input: Of): Promise<Minimap> {
  const { accountId } = input;
  const vod = await getVod(ctx, input);
  const durationSeconds = (vod.durationMs ?? 0) / 1000;
  const seconds = Math.ceil(durationSeconds);
  const [ranges, finished, loudnessPerSecond] = await Promise.all([
    listRanges(ctx, input),
    listFinishedClips(ctx, input),
    seconds > 0 ? loudnessOf(ctx, vod, seconds) : null,
  ]);
  const known = { durationSeconds, loudnessPerSecond, highlights: ranges, clips: finished };
  if (vod.streamId === null || seconds === 0) {
    return { ...known, chatPerSecond: new Uint16Array(seconds), events: [], spoken: [] };
  }
  const of = { accountId, streamId: vod.streamId, streamOffsetMs: vod.streamOffsetMs };
  const [chatPerSecond, events, spoken] = await Promise.all([
    countChatPerSecond(ctx, { ...of, seconds }),
    listStreamEvents(ctx, of),
    listSpoken(ctx, of),
  ]);
  const isWithin = ({ atSeconds }: { atSeconds: number }) => atSeconds >= 0 && atSeconds < durationSeconds;
  return {
    ...known,
    chatPerSecond,
    events: events.map(({ offsetMs, kind, amount }) => ({ atSeconds: offsetMs / 1000, kind, amount })).filter(isWithin),
    spoken: thinned(spoken.filter(isWithin)),
  };
}

/** Evenly fewer of them where there are more than can be told apart. */
const thinned = <Item>(all: Item[]): Item[] => {
  const each = Math.ceil(all.length / mostSpoken);
  return each <= 1 ? all : all.filter((_, n) => n % each === 0);
};

async function listRanges(ctx: Pick<Ctx, "db">, input: Of): Promise<Minimap["highlights"]> {
  const rows = await ctx.db
    .select()
    .from(highlights)
    .where(
      and(eq(highlights.accountId, input.accountId), eq(highlights.vodId, input.vodId), isNull(highlights.hiddenAt)),
    )
    .orderBy(asc(highlights.detectedStartTicks), asc(highlights.id));
  return rows.map((row) => {
    const { startTicks, endTicks, timescale } = effectiveBounds(row);
    const { id, score, rank, title, reviewState, cutState } = row;
    const startSeconds = ticksToSeconds(startTicks, timescale);
    const endSeconds = ticksToSeconds(endTicks, timescale);
    return { id, startSeconds, endSeconds, score, rank, title, reviewState, cutState };
  });
}

async function listFinishedClips(ctx: Pick<Ctx, "db">, input: Of): Promise<Minimap["clips"]> {
  const { startTicks, endTicks, timescale } = clipAttempts;
  const rows = await ctx.db
    .selectDistinct({ startTicks, endTicks, timescale })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .innerJoin(
      clipAttempts,
      and(eq(clipAttempts.vodId, clips.vodId), sql`${clipAttempts.attempt} = ${clips.currentAttempt}`),
    )
    .where(
      and(eq(clips.accountId, input.accountId), eq(clips.sourceVodId, input.vodId), inArray(vods.state, ["ready"])),
    )
    .orderBy(asc(startTicks));
  return rows.map((row) => ({
    startSeconds: ticksToSeconds(row.startTicks, row.timescale),
    endSeconds: ticksToSeconds(row.endTicks, row.timescale),
  }));
}

/** Means of whole seconds, in half decibels above the quietest. */
const loudnessOf = (ctx: Pick<Ctx, "db">, vod: VodView, seconds: number): Promise<Uint8Array | null> =>
  // A megabyte to read, and once a video is ready it never changes.
  kept(`loudness ${vod.id}`, `${vod.state} ${seconds}`, () => readLoudness(ctx, vod.id, seconds));

async function readLoudness(ctx: Pick<Ctx, "db">, vodId: string, seconds: number): Promise<Uint8Array | null> {
  const loudness = await findLoudness(ctx, vodId);
  if (loudness === null) return null;
  const { samples, samplesPerSecond } = loudness;
  return Uint8Array.from({ length: seconds }, (_, second) => {
    const part = samples.subarray(second * samplesPerSecond, (second + 1) * samplesPerSecond);
    const sum = part.reduce((total, db) => total + Math.max(quietestDb, db) - quietestDb, 0);
    return part.length === 0 ? 0 : Math.min(255, Math.round((2 * sum) / part.length));
  });
}

/** Telling words of the transcript. Looking through 8 hours takes long enough to keep what was found. */
async function listSpoken(
  ctx: Pick<Ctx, "db">,
  of: { accountId: AccountId; streamId: string; streamOffsetMs: number },
): Promise<Minimap["spoken"]> {
  const [version, { keywords }] = await Promise.all([
    getSignalVersion(ctx, { ...of, kind: "transcript" }),
    getDetectionSettings(ctx, of),
  ]);
  return kept(`spoken ${of.streamId}`, JSON.stringify([version, of.streamOffsetMs, keywords]), async () => {
    const pattern = tellingWords(keywords);
    const segments = await listStreamTranscript(ctx, of);
    return segments.flatMap(({ startMs, text }) =>
      (text.match(pattern) ?? []).map((word) => ({ atSeconds: startMs / 1000, word: word.toLowerCase() })),
    );
  });
}
