import { and, eq, sql } from "drizzle-orm";
import { mediaSeries, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { listChat, listEvents, listTranscript } from "#lib/signals/queries.ts";
import type { RefinementInput } from "./model.ts";

const maxLines = 200;
const maxChatRows = 2000;

/** At most `count` of the items, spread evenly. */
function thin<Item>(items: Item[], count: number): Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)] as Item);
}

/** The transcript, chat, events and loudness of a window, in seconds of the VOD, bounded in number and length. */
export async function readEvidence(
  ctx: Pick<Ctx, "db">,
  input: {
    accountId: AccountId;
    vodId: string;
    streamId: string | null;
    streamOffsetMs: number;
    window: RefinementInput["window"];
  },
): Promise<Pick<RefinementInput, "transcript" | "chat" | "events" | "loudness">> {
  const loudness = await readLoudness(ctx, input);
  if (input.streamId === null) return { transcript: [], chat: [], events: [], loudness };
  const range = {
    accountId: input.accountId,
    streamId: input.streamId,
    fromMs: Math.floor(input.window.startSeconds * 1000) + input.streamOffsetMs,
    toMs: Math.ceil(input.window.endSeconds * 1000) + input.streamOffsetMs,
  };
  const atSeconds = (streamMs: number) => (streamMs - input.streamOffsetMs) / 1000;
  const [chat, events, transcript] = await Promise.all([
    listChat(ctx, { ...range, limit: maxChatRows }),
    listEvents(ctx, { ...range, limit: maxLines }),
    listTranscript(ctx, { ...range, limit: maxLines }),
  ]);
  return {
    chat: thin(chat, maxLines).map((row) => ({
      atSeconds: atSeconds(row.offsetMs),
      author: row.author.slice(0, 60),
      text: row.text.slice(0, 300),
    })),
    events: events.map((row) => ({
      atSeconds: atSeconds(row.offsetMs),
      kind: row.kind,
      actor: row.actor?.slice(0, 60) ?? null,
      amount: row.amount,
      text: row.text?.slice(0, 300) ?? null,
    })),
    transcript: transcript.map((row) => ({
      startSeconds: atSeconds(row.startMs),
      endSeconds: atSeconds(row.endMs),
      text: row.text.slice(0, 500),
    })),
    loudness,
  };
}

/** One loudness value a second; only the window's samples leave the database. */
async function readLoudness(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; window: RefinementInput["window"] },
): Promise<(number | null)[] | null> {
  const firstSample = sql<number>`floor(${input.window.startSeconds}::float8 * ${mediaSeries.samplesPerSecond})::int`;
  const sampleCount = sql<number>`ceil(${input.window.endSeconds - input.window.startSeconds}::float8 * ${mediaSeries.samplesPerSecond})::int`;
  const [row] = await ctx.db
    .select({
      samplesPerSecond: mediaSeries.samplesPerSecond,
      samples: sql<Buffer>`substring(${mediaSeries.samples} from ${firstSample} * 4 + 1 for ${sampleCount} * 4)`,
    })
    .from(mediaSeries)
    .innerJoin(vods, eq(vods.id, mediaSeries.vodId))
    .where(
      and(eq(vods.id, input.vodId), eq(vods.accountId, input.accountId), eq(mediaSeries.kind, "loudness_momentary")),
    );
  if (!row) return null;
  const values: (number | null)[] = [];
  for (let at = 0; at + 4 <= row.samples.length; at += 4 * row.samplesPerSecond) {
    const value = row.samples.readFloatLE(at);
    values.push(Number.isFinite(value) ? Math.round(value * 10) / 10 : null);
  }
  return values;
}
