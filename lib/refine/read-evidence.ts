import { and, eq, sql } from "drizzle-orm";
import { mediaSeries, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { listChat, listEvents, listTranscript } from "#lib/signals/queries.ts";
import { loudnessPerSecond, type RefinementInput, thin } from "./model.ts";

const maxLines = 200;
const maxChatRows = 2000;

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
): Promise<Pick<RefinementInput, "transcript" | "chat" | "chatPerSecond" | "events" | "loudness">> {
  const loudness = await readLoudness(ctx, input);
  if (input.streamId === null) return { transcript: [], chat: [], chatPerSecond: [], events: [], loudness };
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
    chatPerSecond: countPerSecond(
      chat.map((row) => atSeconds(row.offsetMs)),
      input.window,
    ),
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

function countPerSecond(atSeconds: number[], window: RefinementInput["window"]): number[] {
  const counts = new Array<number>(Math.max(0, Math.ceil(window.endSeconds - window.startSeconds))).fill(0);
  for (const at of atSeconds) {
    const second = Math.floor(at - window.startSeconds);
    if (second >= 0 && second < counts.length) counts[second]! += 1;
  }
  return counts;
}

/** The window's loudness; only its samples leave the database. */
async function readLoudness(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; window: RefinementInput["window"] },
): Promise<number[] | null> {
  const { startSeconds, endSeconds } = input.window;
  const firstSample = Math.floor(startSeconds * loudnessPerSecond);
  const sampleCount = Math.ceil((endSeconds - startSeconds) * loudnessPerSecond);
  const [row] = await ctx.db
    .select({
      samples: sql<Buffer>`substring(${mediaSeries.samples} from ${firstSample * 4 + 1} for ${sampleCount * 4})`,
    })
    .from(mediaSeries)
    .innerJoin(vods, eq(vods.id, mediaSeries.vodId))
    .where(
      and(
        eq(vods.id, input.vodId),
        eq(vods.accountId, input.accountId),
        eq(mediaSeries.kind, "loudness_momentary"),
        eq(mediaSeries.samplesPerSecond, loudnessPerSecond),
      ),
    );
  if (!row || row.samples.length < 4) return null;
  return Array.from({ length: Math.floor(row.samples.length / 4) }, (_, at) => {
    const value = row.samples.readFloatLE(at * 4);
    return Number.isFinite(value) ? Math.round(value * 10) / 10 : -100;
  });
}
