import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chatMessages, signalImports, transcriptSegments } from "#drizzle/schema/signals.ts";
import { mediaSeries } from "#drizzle/schema/vods.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { getLane } from "./get-lane.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;
beforeAll(async () => {
  test_ = await createTestContext();
  const { ctx, accountId } = test_;
  const made = await insertVideo(ctx, { accountId, durationSeconds: 600 });
  vodId = made.vodId;
  const of = { accountId, streamId: made.streamId };
  const [chat, transcript] = await ctx.db
    .insert(signalImports)
    .values(
      (["chat", "transcript"] as const).map((kind) => ({
        ...{ ...of, kind, state: "done" as const, fileName: `${kind}.txt`, sizeBytes: 1 },
      })),
    )
    .returning({ id: signalImports.id });
  await ctx.db.insert(chatMessages).values(
    [99_000, 100_100, 100_200, 101_900, 130_000].map((offsetMs) => ({
      ...{ ...of, importId: chat!.id, offsetMs, author: "a", text: "hi" },
    })),
  );
  await ctx.db.insert(transcriptSegments).values(
    [
      [98_000, 101_000],
      [103_000, 104_000],
      [104_100, 125_000],
    ].map(([startMs, endMs]) => ({
      ...{ ...of, importId: transcript!.id, startMs: startMs!, endMs: endMs!, text: "so" },
    })),
  );
  const floats = (value: (n: number) => number, length = 6_000) =>
    Buffer.from(Float32Array.from({ length }, (_, n) => value(n)).buffer);
  await ctx.db.insert(mediaSeries).values([
    { vodId, kind: "waveform_peaks", samplesPerSecond: 100, samples: floats((n) => (n % 100) / 100, 60_000) },
    {
      vodId,
      kind: "loudness_momentary",
      samplesPerSecond: 10,
      samples: floats((n) => (n >= 1_100 && n < 1_110 ? -100 : -20)),
    },
    {
      ...{ vodId, kind: "scene_changes", samplesPerSecond: 12_800 },
      samples: Buffer.from(Float64Array.from([99 * 12_800, 105 * 12_800, 300 * 12_800]).buffer),
    },
  ]);
});
afterAll(() => test_.close());

test("a stretch's sound, chat and places to snap to, and nothing from beside it", async () => {
  const { ctx, accountId } = test_;
  const lane = await getLane(ctx, { accountId, vodId, fromSeconds: 100.4, toSeconds: 119.2 });
  expect(lane).toMatchObject({ fromSeconds: 100, toSeconds: 120, sceneChanges: [105] });
  expect(lane.peaks).toMatchObject({ perSecond: 100 });
  expect(lane.peaks!.values.slice(0, 3)).toEqual([0, 1, 2]);
  expect(lane.peaks!.values).toHaveLength(2_000);
  expect(lane.chat.perSecond).toBe(4);
  expect(lane.chat.counts.flatMap((count, n) => (count > 0 ? [[n, count]] : []))).toEqual([
    [0, 2],
    [7, 1],
  ]);
  expect(lane.keyframes).toEqual([100, 102, 104, 106, 108, 110, 112, 114, 116, 118, 120]);
  // Between two sentences, and the silent second; 0.1 s between words is no pause.
  expect(lane.pauses).toEqual([102.5, 110.5]);
});

test("stretches beyond the video are cut to it, and long ones have chat and sound in fewer parts", async () => {
  const { ctx, accountId } = test_;
  const all = await getLane(ctx, { accountId, vodId, fromSeconds: 0, toSeconds: 9_999 });
  expect(all).toMatchObject({ fromSeconds: 0, toSeconds: 600, chat: { perSecond: 1 }, sceneChanges: [99, 105, 300] });
  expect(all.keyframes).toHaveLength(300);
  expect(all.peaks).toMatchObject({ perSecond: 10 });
  expect(all.peaks!.values.slice(9, 12)).toEqual([99, 9, 19]);
  expect(all.peaks!.values).toHaveLength(6_000);
  const none = await getLane(ctx, { accountId, vodId, fromSeconds: 700, toSeconds: 900 });
  expect(none).toMatchObject({ fromSeconds: 600, toSeconds: 600, chat: { counts: [] }, pauses: [] });
});

test("another account's video is none", async () => {
  const of = { accountId: randomUUID() as AccountId, vodId, fromSeconds: 0, toSeconds: 9 };
  await expect(getLane(test_.ctx, of)).rejects.toMatchObject({ code: "not_found" });
});
