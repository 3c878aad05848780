import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { insertVideo } from "#lib/vods/testing.ts";

/** A user of that name; gives the id. */
export async function insertUser(ctx: Pick<Ctx, "db">, name: string): Promise<string> {
  const id = randomUUID();
  const now = new Date();
  await ctx.db.insert(authUsers).values({ id, name, email: `${id}@example.com`, createdAt: now, updatedAt: now });
  return id;
}

/** A VOD of an hour (25 fps, 512 ticks a frame) with suggestions of 20 s, the first at 0:00, each 100 s after the one before. */
export async function insertSuggestions(
  ctx: Pick<Ctx, "db">,
  { accountId, count }: { accountId: AccountId; count: number },
): Promise<{ streamId: string; vodId: string; ids: string[] }> {
  const video = await insertVideo(ctx, { accountId, durationSeconds: 3_600 });
  const rows = Array.from({ length: count }, (_, i) => ({
    accountId,
    vodId: video.vodId,
    origin: "detected" as const,
    timescale: 12_800,
    detectedStartTicks: i * 1_280_000,
    detectedEndTicks: i * 1_280_000 + 256_000,
    rank: i + 1,
    score: count - i,
    contributions: [{ signal: "chat", name: "burst", value: count - i, label: "chat 4.0σ", evidence: [] }],
  }));
  const made = await ctx.db.insert(highlights).values(rows).returning({ id: highlights.id });
  return { ...video, ids: made.map(({ id }) => id) };
}

/** A finished landscape clip of a highlight, cut from these bounds; no bytes behind it. */
export async function insertClip(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; vodId: string; highlightId: string; startTicks: number; endTicks: number },
): Promise<void> {
  const { accountId, highlightId, startTicks, endTicks } = input;
  const clipVodId = randomUUID();
  await ctx.db.insert(vods).values({
    ...{ id: clipVodId, accountId, kind: "highlight", provenance: "auto", state: "ready" },
    ...{ externalId: `highlight-${highlightId}`, title: "Clip" },
  });
  await ctx.db
    .insert(clips)
    .values({ vodId: clipVodId, accountId, highlightId, sourceVodId: input.vodId, currentAttempt: 1 });
  await ctx.db.insert(clipAttempts).values({
    ...{ vodId: clipVodId, accountId, attempt: 1, state: "ready", mode: "exact", sizeBytes: 1 },
    ...{ timescale: 12_800, startTicks, endTicks, objectKey: clipVodId },
  });
  await ctx.db.update(highlights).set({ cutState: "ready" }).where(eq(highlights.id, highlightId));
}
