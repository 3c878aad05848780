/**
 * Cuts random ranges from media files by splicing and judges every clip frame by frame.
 * node bench/splice-sweep.ts COUNT FILE... [--seed N]
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { encodeClipWhole } from "#lib/clips/splice/encode-clip.ts";
import { readWindow } from "#lib/clips/splice/mp4/read-window.ts";
import { spliceClip } from "#lib/clips/splice/splice-clip.ts";
import { decodeFrames, judgeClip, storeVod, writeWindow } from "#lib/clips/splice/testing.ts";
import { createLog } from "#lib/platform/log.ts";

const [count = "10", ...rest] = process.argv.slice(2);
const seedAt = rest.indexOf("--seed");
let seed = seedAt < 0 ? 1 : Number(rest[seedAt + 1]);
const files = seedAt < 0 ? rest : rest.slice(0, seedAt);
const random = () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

const log = createLog({ level: "silent", name: "sweep" });
const signal = new AbortController().signal;
const ctx = { config: { ffmpegPath: process.env.FFMPEG_PATH } as never, log, signal };
const root = await mkdtemp(path.join(os.tmpdir(), "splice-sweep-"));
let bad = 0;
for (const file of files) {
  const dir = await mkdtemp(path.join(root, "vod-"));
  const vod = await storeVod(file, dir);
  const tally = { cuts: 0, copied: 0, encoded: 0, whole: 0, worst: 1, refused: {} as Record<string, number> };
  for (let cut = 0; cut < Number(count); cut += 1) {
    const work = path.join(dir, `cut-${cut}`);
    await mkdir(work);
    const from = Math.floor(random() * vod.segments.length);
    const to = Math.min(vod.segments.length - 1, from + 1 + Math.floor(random() * 4));
    const windowPath = path.join(work, "window.mp4");
    await writeWindow(vod, from, to, windowPath);
    const video = (await readWindow(windowPath)).find(({ init }) => init.kind === "video")!;
    const shownPts = video.samples.map(({ pts }) => pts).sort((a, b) => a - b);
    const atStart = from === 0 ? 0 : 0.1;
    const start = Math.floor(shownPts.length * (atStart + random() * 0.5));
    const end = Math.min(shownPts.length - 1, start + 2 + Math.floor(random() * (shownPts.length - start)));
    const bounds = { startTicks: shownPts[start]!, endTicks: shownPts[end]!, timescale: video.init.timescale };
    const clipPath = path.join(work, "clip.mp4");
    const input = { windowPath, bounds, outPath: clipPath, scratchDir: work };
    let result = await spliceClip(ctx, input);
    if (!result.ok) {
      tally.refused[result.reason] = (tally.refused[result.reason] ?? 0) + 1;
      result = await encodeClipWhole(ctx, input);
      tally.whole += 1;
    }
    if (!result.ok) {
      console.log("REFUSED", path.basename(file), start, end, result.reason);
      continue;
    }
    const problems: string[] = [];
    if (result.startTicks !== bounds.startTicks || result.endTicks !== bounds.endTicks) problems.push("other bounds than asked");
    const source = await decodeFrames(windowPath);
    const copiedPts = result.framesCopied;
    const headFrames = copiedPts === 0 ? result.framesEncoded : countHead(video.samples, shownPts, start, end);
    const verdict = await judgeClip({ windowPath, clipPath, result, shownPts, headFrames, scratchDir: work, source });
    problems.push(...verdict.problems);
    tally.cuts += 1;
    tally.copied += result.framesCopied;
    tally.encoded += result.framesEncoded;
    tally.worst = Math.min(tally.worst, verdict.worstSsim);
    if (problems.length > 0) {
      bad += 1;
      console.log("BAD", path.basename(file), `segments ${from}-${to} frames ${start}-${end}`, result, problems);
    }
    await rm(work, { recursive: true });
  }
  console.log(path.basename(file), JSON.stringify(tally));
  await rm(dir, { recursive: true });
}
await rm(root, { recursive: true });
console.log(bad === 0 ? "all right" : `${bad} wrong`);
process.exitCode = bad === 0 ? 0 : 1;

/** Frames before the first keyframe at or after the in-point. */
function countHead(samples: { pts: number; isSync: boolean }[], shownPts: number[], start: number, end: number): number {
  const key = samples.filter(({ isSync }) => isSync).map(({ pts }) => shownPts.indexOf(pts)).sort((a, b) => a - b);
  return (key.find((rank) => rank >= start) ?? end) - start;
}
