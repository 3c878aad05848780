/**
 * How much faster splicing is than encoding the same clip whole with libx264 veryfast, side by side.
 * node bench/splice-speed.ts FILE [CUTS=4] [SECONDS=60]
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { spliceClip } from "#lib/clips/splice/splice-clip.ts";
import { listShownPts, storeVod, writeWindow } from "#lib/clips/splice/testing.ts";
import { ffmpeg, testContext } from "#lib/clips/splice/testing-ffmpeg.ts";

const [file, cuts = "4", seconds = "60"] = process.argv.slice(2);
if (file === undefined) throw new Error("Name a media file.");
const dir = await mkdtemp(path.join(os.tmpdir(), "splice-speed-"));
const vod = await storeVod(file, dir);
const timescale = vod.index.videoTimescale;
const rows: { splice: number; encode: number }[] = [];
for (let cut = 0; cut < Number(cuts); cut += 1) {
  const room = vod.shownPts.findLastIndex((pts) => pts < vod.shownPts.at(-1)! - Number(seconds) * timescale);
  const from = vod.shownPts[Math.floor(room * ((0.37 + cut * 0.618) % 1))]!;
  const to = from + Number(seconds) * timescale;
  const windowPath = path.join(dir, "window.mp4");
  await writeWindow(vod, from, to, windowPath);
  const splice = await time(async () => {
    const bounds = { startTicks: from, endTicks: to, timescale };
    const outPath = path.join(dir, "spliced.mp4");
    const result = await spliceClip(testContext(), { windowPath, bounds, outPath, scratchDir: dir });
    console.log(result.ok ? `${result.framesEncoded} encoded, ${result.framesCopied} copied` : result.message);
  });
  const encode = await time(async () => {
    const skip = String((from - (await listShownPts(windowPath))[0]!) / timescale);
    const length = ["-t", seconds, "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac"];
    await ffmpeg("-v", "error", "-ss", skip, "-i", windowPath, ...length, path.join(dir, "encoded.mp4"));
  });
  rows.push({ splice, encode });
  console.log(`splice ${splice.toFixed(0)} ms, encode ${encode.toFixed(0)} ms: ${(encode / splice).toFixed(1)} x`);
}
const total = (key: "splice" | "encode") => rows.reduce((sum, row) => sum + row[key], 0);
console.log(`all: ${(total("encode") / total("splice")).toFixed(1)} x`);
await rm(dir, { recursive: true });

async function time(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
