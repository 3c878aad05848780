import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cutFast } from "./cut-fast.ts";
import { planCut } from "./plan-cut.ts";
import { decodeFrames, listShownPts, storeVod, writeWindow } from "./splice/testing.ts";
import { ffmpeg, testContext } from "./splice/testing-ffmpeg.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "cut-fast-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A window of a made recording and the plan of a fast cut from 3.5 s to 6 s. */
async function prepare(x264: string) {
  const dir = await mkdtemp(path.join(root, "vod-"));
  const filePath = path.join(dir, "source.mp4");
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=192x108:r=30:d=8", "-c:v", "libx264", "-preset", "veryfast"];
  await ffmpeg("-v", "error", ...picture, "-x264-params", x264, filePath);
  const { index, ...vod } = await storeVod(filePath, dir);
  const windowPath = path.join(dir, "window.mp4");
  const { videoTimescale: timescale, zeroPtsTicks } = index;
  const bounds = { startTicks: 3.5 * timescale, endTicks: 6 * timescale, timescale };
  await writeWindow({ index, ...vod }, zeroPtsTicks, zeroPtsTicks + 8 * timescale, windowPath);
  const framePtsTicks = (await listShownPts(windowPath)).map((pts) => pts - zeroPtsTicks);
  const planned = planCut({ index, bounds, mode: "fast", framePtsTicks });
  if (!planned.ok) throw new Error(planned.message);
  const source = { filePath: windowPath, zeroPtsTicks, hasAudio: false };
  return { source, plan: planned.plan, outPath: path.join(dir, "clip.mp4"), timeoutMs: 60_000 };
}

test("starts at the keyframe before, in the middle of a segment, with the source's frames", async () => {
  const work = await prepare("keyint=15:min-keyint=15:scenecut=0:bframes=0");
  expect(work.plan).toMatchObject({ leadInSeconds: 0, frameCount: 75 });
  await cutFast(testContext(), work);
  const source = await decodeFrames(work.source.filePath);
  const clip = await decodeFrames(work.outPath);
  expect(clip.map(({ hash }) => hash)).toEqual(source.slice(105, 180).map(({ hash }) => hash));
  expect(clip[0]!.pts).toBe(0);
});

test("refuses to start where a rolling refresh begins: its first pictures would not be shown", async () => {
  const work = await prepare("keyint=30:intra-refresh=1:bframes=0");
  await expect(cutFast(testContext(), work)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/mode exact/),
  });
});
