import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { chatMessages, signalImports, streamEvents, transcriptSegments } from "#drizzle/schema/signals.ts";
import { mediaSeries, vods } from "#drizzle/schema/vods.ts";
import type { AccountId } from "#lib/ids.ts";
import { setOffset } from "#lib/signals/set-offset.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { changeDetectionSettings } from "./change-settings.ts";
import { getMinimap } from "./minimap.ts";
import { packMinimap, unpackMinimap } from "./minimap-bytes.ts";
import { defaultSettings } from "./settings.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let ids: { streamId: string; vodId: string };
let chatImportId: string;

beforeAll(async () => {
  test_ = await createTestContext();
  const { ctx, accountId } = test_;
  ids = await insertVideo(ctx, { accountId, durationSeconds: 60 });
  const { streamId, vodId } = ids;
  const of = { accountId, streamId };
  const made = await ctx.db
    .insert(signalImports)
    .values(
      (["chat", "transcript"] as const).map((kind) => ({
        ...of,
        kind,
        state: "done" as const,
        fileName: kind,
        sizeBytes: 1,
      })),
    )
    .returning();
  chatImportId = made[0]!.id;
  const said = [1_000, 1_900, 2_000, 59_999, 60_000, -1];
  const chat = said.map((offsetMs) => ({ ...of, importId: chatImportId, offsetMs, author: "a", text: "hi" }));
  await ctx.db.insert(chatMessages).values(chat);
  const importId = made[1]!.id;
  await ctx.db.insert(streamEvents).values({ ...of, importId, offsetMs: 12_500, kind: "raid", amount: 40 });
  await ctx.db.insert(transcriptSegments).values([
    { ...of, importId, startMs: 5_000, endMs: 7_000, text: "Oh wow, a banana" },
    { ...of, importId, startMs: 8_000, endMs: 9_000, text: "and on we go" },
  ]);
  const bounds = { timescale: 1_000, detectedStartTicks: 3_000, detectedEndTicks: 9_000 };
  const [highlight] = await ctx.db
    .insert(highlights)
    .values({
      accountId,
      vodId,
      origin: "detected",
      rank: 1,
      score: 2.5,
      ...bounds,
      trimmedStartTicks: 4_000,
      trimmedEndTicks: 8_000,
    })
    .returning();
  const loud = Buffer.alloc(60 * 2 * 4);
  for (let n = 0; n < 120; n += 1) loud.writeFloatLE(n < 2 ? -20 : Number.NEGATIVE_INFINITY, n * 4);
  await ctx.db.insert(mediaSeries).values({ vodId, kind: "loudness_momentary", samplesPerSecond: 2, samples: loud });
  await insertClip(highlight!.id);
});
afterAll(() => test_.close());

async function insertClip(highlightId: string): Promise<void> {
  const { ctx, accountId } = test_;
  const clipId = randomUUID();
  const of = { accountId, vodId: clipId };
  const kind = { kind: "highlight" as const, provenance: "auto" as const, state: "ready" as const };
  await ctx.db.insert(vods).values({ id: clipId, accountId, ...kind, externalId: "clip", title: "Clip" });
  await ctx.db.insert(clips).values({ ...of, highlightId, sourceVodId: ids.vodId, currentAttempt: 2 });
  const attempt = (n: number, startTicks: number) => ({
    ...{ ...of, attempt: n, state: "ready" as const, mode: "exact" as const, timescale: 1_000, startTicks },
    ...{ endTicks: 9_000, objectKey: `clip-${n}`, sizeBytes: 1 },
  });
  await ctx.db.insert(clipAttempts).values([attempt(1, 3_000), attempt(2, 3_500)]);
}

const read = () => getMinimap(test_.ctx, { accountId: test_.accountId, vodId: ids.vodId });

test("seconds of chat and sound, events, telling words, highlights as trimmed, and the clips that count", async () => {
  const map = await read();
  const counted = Object.fromEntries([...map.chatPerSecond.entries()].filter(([, n]) => n > 0));
  expect(counted).toEqual({ 1: 2, 2: 1, 59: 1 });
  expect([...map.loudnessPerSecond!.subarray(0, 3)]).toEqual([160, 0, 0]);
  expect(map).toMatchObject({
    durationSeconds: 60,
    events: [{ atSeconds: 12.5, kind: "raid", amount: 40 }],
    spoken: [{ atSeconds: 5, word: "wow" }],
    highlights: [{ startSeconds: 4, endSeconds: 8, score: 2.5, rank: 1, reviewState: "suggested", cutState: "none" }],
    clips: [{ startSeconds: 3.5, endSeconds: 9 }],
  });
  expect(unpackMinimap(packMinimap(map).buffer)).toEqual(map);
});

test("what is kept in memory is counted anew when a file moves, and when an account's words change", async () => {
  const { ctx, accountId } = test_;
  await read();
  await setOffset(ctx, { accountId, signalImportId: chatImportId, offsetMs: 10_000 });
  const moved = await read();
  expect([...moved.chatPerSecond.subarray(9, 13)]).toEqual([1, 0, 2, 1]);
  await changeDetectionSettings(ctx, { accountId, settings: { ...defaultSettings, keywords: ["banana"] } });
  expect((await read()).spoken.map((one) => one.word)).toEqual(["wow", "banana"]);
});

test("another account gets nothing", async () => {
  const accountId = randomUUID() as AccountId;
  await expect(getMinimap(test_.ctx, { accountId, vodId: ids.vodId })).rejects.toMatchObject({ code: "not_found" });
});
