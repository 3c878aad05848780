import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type pg from "pg";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { signalImports } from "#drizzle/schema/signals.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { Contribution } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import { copyLine, copyRows } from "#lib/signals/copy-rows.ts";
import { getMedia } from "#lib/vods/queries.ts";

export type SeedCounts = { messages: number; events: number; highlights: number; clips: number; segments: number };

type Seeding = { accountId: AccountId; vodId: string; streamId: string; seconds: number; counts: SeedCounts };

const words =
  "the boss has third phase and he should go left here but I think this build is better with more damage since that patch they made everything slower except dragon which you can skip if jump from ledge at start of fight so never mind about it what was name song before break again please".split(
    " ",
  );
const telling = ["insane", "unbelievable", "wow", "finally"];
const reactions = "LUL|PogChamp|what a play|NOOOOO|clip that|KEKW|F|hahahaha|gg|OH MY GOD|???|!uptime|草草草".split(
  "|",
);

/** The same numbers at every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Messages a second, relative: slow waves, and a burst every four minutes of a height of its own. */
const rateAt = (second: number) =>
  1 +
  0.6 * Math.sin(second / 2_400) +
  (second % 240 < 25 ? ((Math.floor(second / 240) * 7) % 11) * 0.9 * (1 - (second % 240) / 25) : 0);

/** Chat, events, a transcript with word times, highlights in every state, and some clips of them. */
export async function seedSignals(ctx: Ctx, input: Seeding): Promise<void> {
  const { accountId, streamId, counts } = input;
  const random = createRandom(12_345);
  const imports = await ctx.db
    .insert(signalImports)
    .values(
      (["chat", "events", "transcript"] as const).map((kind) => ({
        ...{ accountId, streamId, kind, state: "done" as const, fileName: `${kind}.txt`, sizeBytes: 1 },
        parsedCount: kind === "chat" ? counts.messages : kind === "events" ? counts.events : counts.segments,
      })),
    )
    .returning();
  const idsOf = (n: number) => [accountId, streamId, imports[n]!.id];
  const client = await (ctx.db as unknown as { $client: pg.Pool }).$client.connect();
  const owned = ["account_id", "stream_id", "import_id"];
  try {
    const chat = chatLines(random, idsOf(0), input);
    await copyRows(client, "chat_messages", [...owned, "offset_ms", "author", "text"], chat);
    const events = eventLines(random, idsOf(1), input);
    await copyRows(client, "stream_events", [...owned, "offset_ms", "kind", "actor", "amount", "text"], events);
    const transcript = transcriptLines(random, idsOf(2), input);
    await copyRows(client, "transcript_segments", [...owned, "start_ms", "end_ms", "text", "words"], transcript);
  } finally {
    client.release();
  }
  await seedHighlights(ctx, input, random);
  // As autovacuum leaves it a minute after an import.
  for (const table of ["chat_messages", "stream_events", "transcript_segments"]) {
    await ctx.db.execute(sql.raw(`vacuum analyze ${table}`));
  }
}

async function* chatLines(random: () => number, ids: string[], { seconds, counts }: Seeding): AsyncGenerator<string> {
  let sum = 0;
  for (let second = 0; second < seconds; second += 1) sum += rateAt(second);
  let due = 0;
  let written = 0;
  for (let second = 0; second < seconds; second += 1) {
    due += (rateAt(second) / sum) * counts.messages;
    const n = second === seconds - 1 ? counts.messages - written : Math.max(0, Math.round(due) - written);
    const times = Array.from({ length: n }, () => second * 1000 + Math.floor(random() * 1000)).sort((a, b) => a - b);
    let piece = "";
    for (const offsetMs of times) {
      written += 1;
      const author = `user_${Math.floor(random() * 40_000)}`;
      const length = random() < 0.4 ? 0 : 2 + Math.floor(random() * random() * 30);
      const text = length === 0 ? pick(random, reactions) : Array.from({ length }, () => pick(random, words)).join(" ");
      piece += copyLine([...ids, offsetMs, author, written === counts.messages ? "the very last message" : text]);
    }
    if (piece !== "") yield piece;
  }
}

async function* eventLines(random: () => number, ids: string[], { seconds, counts }: Seeding): AsyncGenerator<string> {
  const kinds = ["sub", "sub", "sub", "gift", "cheer", "raid", "hype_train", "redemption"];
  const step = (seconds * 1000) / counts.events;
  for (let n = 0; n < counts.events; n += 1) {
    const kind = pick(random, kinds);
    const amount = kind === "sub" || kind === "redemption" ? null : 1 + Math.floor(random() * 200);
    yield copyLine([...ids, Math.floor((n + random()) * step), kind, `user_${n}`, amount, null]);
  }
}

async function* transcriptLines(
  random: () => number,
  ids: string[],
  { seconds, counts }: Seeding,
): AsyncGenerator<string> {
  const stepMs = (seconds * 1000) / counts.segments;
  for (let n = 0; n < counts.segments; n += 1) {
    const startMs = Math.floor(n * stepMs);
    const wordMs = Math.floor((stepMs * 0.9) / 9);
    const isTelling = random() < 0.04;
    const spoken = Array.from({ length: 9 }, (_, at) => ({
      startMs: startMs + at * wordMs,
      endMs: startMs + (at + 1) * wordMs,
      text: pick(random, isTelling && at === 4 ? telling : words),
    }));
    const text = spoken.map((one) => one.text).join(" ");
    yield copyLine([...ids, startMs, startMs + 9 * wordMs, text, JSON.stringify(spoken)]);
  }
}

const pick = <T>(random: () => number, from: T[]): T => from[Math.floor(random() * from.length)]!;

async function seedHighlights(ctx: Ctx, input: Seeding, random: () => number): Promise<void> {
  const { accountId, vodId, streamId, seconds, counts } = input;
  const { index } = await getMedia(ctx, input);
  const timescale = index.videoTimescale;
  const slot = seconds / counts.highlights;
  const made = Array.from({ length: counts.highlights }, (_, n) => {
    const startSeconds = n * slot + 10 + random() * 60;
    const detectedStartTicks = Math.round(startSeconds) * timescale;
    const score = Math.round((1 + random() * 8) * 100) / 100;
    const evidence = Array.from({ length: 5 }, (_, at) => ({
      atSeconds: Math.round(startSeconds) + at,
      text: pick(random, reactions),
    }));
    const contributions: Contribution[] = [
      { signal: "chat", name: "burst", value: score * 0.7, label: `chat ${(score * 0.9).toFixed(1)}σ`, evidence },
      { signal: "audio", name: "loudness", value: score * 0.3, label: "+9 dB", evidence: evidence.slice(0, 1) },
    ];
    return {
      ...{ accountId, vodId, origin: "detected" as const, timescale, detectedStartTicks, score, contributions },
      detectedEndTicks: detectedStartTicks + Math.round(18 + random() * 40) * timescale,
      peakTicks: detectedStartTicks + 8 * timescale,
      rank: n + 1,
      title: n % 3 === 0 ? `Third phase, try ${n}` : null,
      reviewState: (["suggested", "approved", "suggested", "rejected"] as const)[n % 4]!,
      cutState: n < counts.clips ? ("ready" as const) : ("none" as const),
    };
  });
  const rows = await ctx.db.insert(highlights).values(made).returning();
  for (const [n, row] of rows.slice(0, counts.clips).entries()) {
    const clipVodId = randomUUID();
    const known = { accountId, vodId: clipVodId };
    const durationMs = ((row.detectedEndTicks - row.detectedStartTicks) / timescale) * 1000;
    const vod = { kind: "highlight" as const, provenance: "auto" as const, state: "ready" as const, durationMs };
    const name = { externalId: `highlight-${row.id}`, title: `Clip ${n + 1}` };
    await ctx.db.insert(vods).values({ id: clipVodId, accountId, streamId, ...vod, ...name, sizeBytes: 1_000 });
    await ctx.db.insert(clips).values({ ...known, highlightId: row.id, sourceVodId: vodId, currentAttempt: 1 });
    const bounds = { timescale, startTicks: row.detectedStartTicks, endTicks: row.detectedEndTicks };
    const attempt = { attempt: 1, state: "ready" as const, mode: "exact" as const, objectKey: `bench/${clipVodId}` };
    await ctx.db.insert(clipAttempts).values({ ...known, ...attempt, ...bounds, sizeBytes: 1_000 });
  }
}
