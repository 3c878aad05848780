import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { highlights } from "#drizzle/schema/highlights.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createTestContext, makeTestMedia } from "#lib/vods/testing.ts";
import { cutClips } from "./cut-clips.ts";
import type { CutMode } from "./model.ts";
import { getClip } from "./queries.ts";
import { requestCuts } from "./request-cuts.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;
beforeAll(async () => {
  world = await createTestContext();
  const { ctx, accountId, dir } = world;
  const output = ["-af", "atrim=end=3"];
  const filePath = await makeTestMedia(ctx, path.join(dir, "mute-end.mp4"), { seconds: 8, output });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "mute-end.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  vodId = imported.vodId;
  const processed = await processVod(ctx, { accountId, vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
});
afterAll(() => world.close());

test.each([
  { mode: "exact" as CutMode, range: [5, 7] as const, soundTracks: 0 },
  { mode: "fast" as CutMode, range: [5, 7] as const, soundTracks: 0 },
  { mode: "exact" as CutMode, range: [1.5, 5] as const, soundTracks: 1 },
])("a recording whose sound ends early: $mode $range", async ({ mode, range, soundTracks }) => {
  const { ctx, accountId, dir } = world;
  const { index } = await getMedia(ctx, { accountId, vodId });
  const [startTicks, endTicks] = range.map((seconds) => Math.round(seconds * index.videoTimescale)) as [number, number];
  const [row] = await ctx.db
    .insert(highlights)
    .values({
      accountId,
      vodId,
      origin: "manual",
      timescale: index.videoTimescale,
      detectedStartTicks: startTicks,
      detectedEndTicks: endTicks,
    })
    .returning({ id: highlights.id });
  const { outcomes } = await requestCuts(ctx, { accountId, vodId, highlightIds: [row!.id], mode, actorUserId: null });
  const [outcome] = outcomes;
  if (!outcome?.ok) throw new Error(outcome?.message);
  await cutClips(ctx, { accountId, vodId, report: () => {} });
  const clip = await getClip(ctx, { accountId, clipVodId: outcome.clipVodId });
  expect(clip).toMatchObject({ state: "ready", failureText: null });
  const [object] = await Array.fromAsync(ctx.store.list(`accounts/${accountId}/clips/${outcome.clipVodId}/`));
  const facts = await probeFile(ctx, path.join(dir, "../data/objects", object!.key));
  expect(facts.audio).toHaveLength(soundTracks);
});
