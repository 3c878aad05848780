import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { media, streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

/** A stream with a VOD and its media row (25 fps), as if processed; no bytes behind it. */
export async function insertVideo(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; durationSeconds: number; state?: "ready" | "processing"; startedAt?: Date },
): Promise<{ streamId: string; vodId: string }> {
  const { accountId, durationSeconds } = input;
  const streamId = randomUUID();
  const vodId = randomUUID();
  await ctx.db.insert(streams).values({ id: streamId, accountId, title: "Test", startedAt: input.startedAt ?? null });
  await ctx.db.insert(vods).values({
    id: vodId,
    accountId,
    streamId,
    kind: "upload",
    state: input.state ?? "ready",
    externalId: vodId,
    title: "Test",
    durationMs: durationSeconds * 1000,
  });
  await ctx.db.insert(media).values({
    vodId,
    accountId,
    videoKey: "none",
    videoEtag: "none",
    videoSizeBytes: 1,
    videoTimescale: 12_800,
    durationTicks: durationSeconds * 12_800,
    frameRateNum: 25,
    frameRateDen: 1,
    width: 320,
    height: 240,
    videoCodec: "h264",
    index: {},
    probe: {},
  });
  return { streamId, vodId };
}

export type Burst = { atSeconds: number; texts: string[]; count?: number };

const clock = (seconds: number) =>
  `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;

/** A small chat: a murmur every 5 s, and bursts of reactions over 10 s. Always the same. */
export function makeChat(
  durationSeconds: number,
  bursts: Burst[],
): { offsetMs: number; author: string; text: string }[] {
  const messages: { offsetMs: number; author: string; text: string }[] = [];
  for (let at = 0; at < durationSeconds; at += 5) {
    messages.push({ offsetMs: at * 1000, author: `talker${at % 7}`, text: `some talk about the game, part ${at}` });
  }
  for (const { atSeconds, texts, count = 20 } of bursts) {
    for (let i = 0; i < count; i += 1) {
      const offsetMs = (atSeconds + (i % 10)) * 1000;
      messages.push({ offsetMs, author: `viewer${i}`, text: texts[i % texts.length]! });
    }
  }
  return messages.sort((a, b) => a.offsetMs - b.offsetMs);
}

/** Writes a chat as Twitch text and gives its path. */
export function writeChat(dir: string, messages: { offsetMs: number; author: string; text: string }[]): string {
  const filePath = path.join(dir, `chat-${randomUUID()}.txt`);
  const lines = messages.map((one) => `[${clock(Math.floor(one.offsetMs / 1000))}] <${one.author}> ${one.text}\n`);
  writeFileSync(filePath, lines.join(""));
  return filePath;
}
