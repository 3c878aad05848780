/**
 * Cuts random ranges from media files by splicing and judges every clip frame by frame.
 * node bench/splice-sweep.ts COUNT FILE... [--seed N]
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { encodeClipWhole } from "#lib/clips/splice/encode-clip.ts";
import { spliceClip } from "#lib/clips/splice/splice-clip.ts";
import { judgeClip, listShownPts, storeVod, writeWindow } from "#lib/clips/splice/testing.ts";
import { testContext } from "#lib/clips/splice/testing-ffmpeg.ts";

const [count = "10", ...rest] = process.argv.slice(2);
const seedAt = rest.indexOf("--seed");
let seed = seedAt < 0 ? 1 : Number(rest[seedAt + 1]);
const files = seedAt < 0 ? rest : rest.slice(0, seedAt);
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

const ctx = testContext();
const root = await mkdtemp(path.join(os.tmpdir(), "splice-sweep-"));
let bad = 0;
for (const file of files) {
  const dir = await mkdtemp(path.join(root, "vod-"));
  const vod = await storeVod(file, dir);
  const tally = { cuts: 0, copied: 0, encoded: 0, whole: 0, worst: 1, refused: {} as Record<string, number> };
  for (let cut = 0; cut < Number(count); cut += 1) {
    const work = path.join(dir, `cut-${cut}`);
    await mkdir(work);
    const { timescale, from, to } = pickBounds(vod.shownPts, vod.index.videoTimescale);
    const bounds = { startTicks: from, endTicks: to, timescale };
    const windowPath = path.join(work, "window.mp4");
    await writeWindow(vod, from, to, windowPath);
    const shownPts = await listShownPts(windowPath);
    const clipPath = path.join(work, "clip.mp4");
    const input = { windowPath, bounds, outPath: clipPath, scratchDir: work };
    let result = await spliceClip(ctx, input);
    if (!result.ok) {
      tally.refused[result.reason] = (tally.refused[result.reason] ?? 0) + 1;
      result = await encodeClipWhole(ctx, input);
      tally.whole += 1;
    }
    if (!result.ok) {
      console.log("REFUSED", path.basename(file), from, to, result.reason);
      continue;
    }
    const problems: string[] = [];
    if (result.startTicks !== bounds.startTicks || result.endTicks !== bounds.endTicks)
      problems.push("other bounds than asked");
    const verdict = await judgeClip({ windowPath, clipPath, result, shownPts, scratchDir: work });
    problems.push(...verdict.problems);
    tally.cuts += 1;
    tally.copied += result.framesCopied;
    tally.encoded += result.framesEncoded;
    tally.worst = Math.min(tally.worst, verdict.worstSsim);
    if (problems.length > 0) {
      bad += 1;
      console.log("BAD", path.basename(file), `${from}-${to} of ${timescale}`, result, problems);
    }
    await rm(work, { recursive: true });
  }
  console.log(path.basename(file), JSON.stringify(tally));
  await rm(dir, { recursive: true });
}
await rm(root, { recursive: true });
console.log(bad === 0 ? "all right" : `${bad} wrong`);
process.exitCode = bad === 0 ? 0 : 1;

/** Any frame to any later one, up to 20 s on; often close to a keyframe or the ends, where mistakes are. */
function pickBounds(shownPts: number[], timescale: number): { timescale: number; from: number; to: number } {
  const start = random() < 0.1 ? 0 : Math.floor(random() * (shownPts.length - 2));
  const longest = Math.max(2, shownPts.findLastIndex((pts) => pts <= shownPts[start]! + 20 * timescale) - start);
  const end = Math.min(shownPts.length - 1, start + 2 + Math.floor(random() * longest));
  return { timescale, from: shownPts[start]!, to: shownPts[end]! };
}
