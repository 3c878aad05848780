import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importVod } from "./import-vod.ts";
import { processVod } from "./process-vod.ts";
import { getMedia } from "./queries.ts";
import { createTestContext } from "./testing.ts";

const folder = path.resolve("../shared/data/media");
const isAbsent = !existsSync(folder);
if (isAbsent) process.stderr.write("skipped: no shared data (real recordings)\n");

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

test.skipIf(isAbsent).each([
  { name: "dvr-34min.mp4", seconds: 2045.6, rate: [25, 1], frames: 51140, zeroTicks: 0 },
  { name: "timecode-42s-720p30.mp4", seconds: 42.4, rate: [30, 1], frames: null, zeroTicks: null },
  { name: "bbb-30s-480p-bframes.mp4", seconds: 30, rate: [24, 1], frames: 720, zeroTicks: null },
])("$name becomes ready", async ({ name, seconds, rate, frames }) => {
  const { ctx, accountId } = test_;
  const imported = await importVod(ctx, { accountId, filePath: path.join(folder, name), fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  expect(await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} })).toEqual({ ok: true });
  const { index, probe, row } = await getMedia(ctx, { accountId, vodId: imported.vodId });
  expect(index.durationTicks / index.videoTimescale).toBeCloseTo(seconds, 0);
  expect([index.frameRateNum, index.frameRateDen]).toEqual(rate);
  if (frames !== null) expect(Math.abs(Number(probe.frameCount) - frames)).toBeLessThanOrEqual(2);
  expect(row.audioKey).not.toBeNull();
});
