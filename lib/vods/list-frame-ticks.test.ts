import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";
import { importVod } from "./import-vod.ts";
import { listFrameTicks } from "./list-frame-ticks.ts";
import { processVod } from "./process-vod.ts";
import { getMedia } from "./queries.ts";
import { createTestContext, makeTestMedia, type TestMedia } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

async function process(name: string, media: TestMedia) {
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, name), media);
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const text = await runFfprobe(ctx, {
    args: ["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", filePath],
    limits: { timeoutMs: 60_000 },
  });
  const { vodId } = imported;
  const processed = await processVod(ctx, { accountId, vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
  const found = text.split("\n").map(Number.parseFloat).filter(Number.isFinite);
  const sorted = found.sort((a, b) => a - b);
  return { vodId, seconds: sorted.map((at) => at - sorted[0]!) };
}

test.each<[string, TestMedia]>([
  ["vfr.mp4", { output: ["-vf", "select=not(between(mod(n\\,40)\\,10\\,25))", "-vsync", "passthrough"] }],
  ["ntsc.mp4", { rate: "30000/1001", bFrames: 2, gopFrames: 45 }],
  ["milliseconds.mkv", { rate: "24000/1001", bFrames: 2 }],
])("the frames of %s are where they are in the original", async (name, media) => {
  const { ctx, accountId } = test_;
  const { vodId, seconds } = await process(name, media);
  const { index } = await getMedia(ctx, { accountId, vodId });
  const inSeconds = async (fromTicks: number, toTicks: number) =>
    (await listFrameTicks(ctx, { accountId, vodId, fromTicks, toTicks })).map((at) => at / index.videoTimescale);
  const all = await inSeconds(0, index.durationTicks);
  expect(all).toHaveLength(seconds.length);
  for (const [n, at] of seconds.entries()) expect(Math.abs(all[n]! - at)).toBeLessThan(0.0011);
  // A stretch across the edge of a segment, its end not included.
  const [from, to] = [40, 75].map((n) => Math.round(all[n]! * index.videoTimescale)) as [number, number];
  expect(await inSeconds(from, to)).toEqual(all.slice(40, 75));
});
