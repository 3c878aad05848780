import { rm } from "node:fs/promises";
import path from "node:path";
import { type Bounds, type CutPass, cutAll, forgetCached, spreadBounds } from "./cut-all.ts";
import { downloadThenCut } from "./download.ts";
import { inSeconds, type Sheet } from "./figures.ts";
import type { Installation } from "./installation.ts";
import type { BenchVod } from "./make-vod.ts";
import { loadText, say } from "./tools.ts";
import { cpuSeconds, peakMegabytes, startProgram } from "./worker.ts";

const clipCount = 10;
/** The table's bytes are those of clips of this length, whatever the walls are measured with. */
const bytesClipSeconds = 60;

type Settings = { vodId: string; vod: BenchVod; clipSeconds: number; fastLeast: number; exactLeast: number };

/** "Cut all" from a cold and a warm cache in both modes, by a worker process; then download-once-then-cut. */
export async function measureCutting(install: Installation, settings: Settings, sheet: Sheet): Promise<void> {
  const { vodId, vod, clipSeconds } = settings;
  const bounds = spreadBounds(clipCount, clipSeconds, vod.halfSeconds);
  const worker = await startProgram(install, "main");
  const passes: CutPass[] = [];
  const pass = async (name: string, mode: "fast" | "exact", of: Bounds[], cold: boolean) => {
    if (cold) await forgetCached(install, vodId);
    const before = cpuSeconds(worker.pid);
    const done = await cutAll(install, { vodId, bounds: of, mode });
    passes.push(done);
    const after = cpuSeconds(worker.pid);
    const used = before && after ? [after.own - before.own, after.children - before.children] : [];
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    say(
      `${name}: ${inSeconds(done.seconds)}, ${megabytes(done.fetchedBytes)} MB read for ${megabytes(done.clipBytes)} MB of clips, ${JSON.stringify(done.requests)}, computing: worker and ffmpeg ${used.map(inSeconds).join(" + ")}, ${loadText()}`,
    );
    return done;
  };
  try {
    // The worker's first job also loads its code.
    await pass("warm-up, 1 clip", "fast", spreadBounds(1, 5, 20), true);
    if (clipSeconds !== bytesClipSeconds) {
      const long = spreadBounds(clipCount, bytesClipSeconds, vod.halfSeconds);
      judgeBytes("fast", await pass(`fast, ${bytesClipSeconds}-s clips, cold`, "fast", long, true), sheet);
    }
    const fast = await pass("fast, cold", "fast", bounds, true);
    const fastAgain = await pass("fast, again", "fast", bounds, false);
    const exact = await pass("exact, cold", "exact", bounds, true);
    const exactAgain = await pass("exact, again", "exact", bounds, false);
    if (clipSeconds === bytesClipSeconds) judgeBytes("fast", fast, sheet);
    if (clipSeconds === bytesClipSeconds) judgeBytes("exact", exact, sheet);
    else sheet.note(`exact, ${clipSeconds}-s clips: bytes fetched ÷ bytes of the clips`, ratio(exact), "x");
    sheet.atMost("store bytes of a repeat, fast", fastAgain.fetchedBytes, 0, "bytes");
    sheet.atMost("store bytes of a repeat, exact", exactAgain.fetchedBytes, 0, "bytes");
    const long = passes.filter((one) => one.longGets > 0 || one.fetchedBytes > vod.sizeBytes / 2).length;
    sheet.atMost("passes that pulled the whole file, or much of it in one request", long, 0, "");
    const peak = peakMegabytes(worker.pid);
    if (peak !== null) sheet.atMost("worker memory while cutting, outside ffmpeg", peak, 300, "MB RSS");

    say("download once with 8 connections, then cut");
    const other = await downloadThenCut(install, { vodId, bounds });
    const sum = other.downloadSeconds + other.cutSeconds;
    const said = `download ${inSeconds(other.downloadSeconds)} + copy cuts ${inSeconds(other.cutSeconds)}`;
    const name = (mode: string) => `cut all, ${clipCount} x ${clipSeconds} s, ${mode}`;
    sheet.side({ what: name("fast"), ours: inSeconds(fast.seconds), other: said });
    sheet.side({ what: name("fast, again"), ours: inSeconds(fastAgain.seconds), other: said });
    sheet.side({ what: name("exact"), ours: inSeconds(exact.seconds), other: said });
    sheet.side({ what: name("exact, again"), ours: inSeconds(exactAgain.seconds), other: said });
    sheet.atLeast(`${name("fast")}: times faster than download, then cut`, sum / fast.seconds, settings.fastLeast, "x");
    sheet.atLeast(
      `${name("exact")}: times faster than download, then cut`,
      sum / exact.seconds,
      settings.exactLeast,
      "x",
    );
  } finally {
    await worker.stop();
    await rm(path.join(install.dir, "downloaded"), { recursive: true, force: true });
  }
}

const ratio = (pass: CutPass): number => pass.fetchedBytes / pass.clipBytes;

function judgeBytes(mode: string, pass: CutPass, sheet: Sheet): void {
  const name = `${mode}, ${clipCount} x ${bytesClipSeconds} s, cold: bytes fetched ÷ bytes of the clips`;
  sheet.atMost(name, ratio(pass), 1.05, "x");
}
