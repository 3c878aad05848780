import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { cutExact } from "#lib/clips/cut-exact.ts";
import { listFramePts } from "#lib/clips/list-frames.ts";
import { planCut } from "#lib/clips/plan-cut.ts";
import { secondsToTicks } from "#lib/time.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import { inSeconds, type Sheet, timed } from "./figures.ts";
import type { Installation } from "./installation.ts";
import type { BenchVod } from "./make-vod.ts";
import { plainFfmpeg, say } from "./tools.ts";

const clipSeconds = 60;

/** An exact cut beside an encode of the same clip, both from the same local window, at both keyframe distances. */
export async function measureEncoding(
  install: Installation,
  input: { vodId: string; vod: BenchVod },
  sheet: Sheet,
): Promise<void> {
  for (const { gopSeconds, least, fromSeconds } of [
    { gopSeconds: 2, least: 20, fromSeconds: 101.3 },
    { gopSeconds: 8, least: 7, fromSeconds: input.vod.halfSeconds + 101.3 },
  ]) {
    const { ours, encode } = await compare(install, input.vodId, fromSeconds);
    sheet.side({
      what: `exact cut of ${clipSeconds} s 1080p60, ${gopSeconds}-s GOPs`,
      ours: inSeconds(ours),
      other: `libx264 veryfast ${inSeconds(encode)}`,
    });
    const name = `exact, ${clipSeconds} s 1080p60 with ${gopSeconds}-s GOPs: times faster than libx264 veryfast`;
    sheet.atLeast(name, encode / ours, least, "x");
  }
}

async function compare(install: Installation, vodId: string, fromSeconds: number) {
  const { ctx, accountId } = install;
  const dir = path.join(install.dir, "encoding");
  await mkdir(dir, { recursive: true });
  const { index } = await getMedia(ctx, { accountId, vodId });
  const timescale = index.videoTimescale;
  const startTicks = secondsToTicks(fromSeconds, timescale);
  const bounds = { startTicks, endTicks: startTicks + secondsToTicks(clipSeconds, timescale), timescale };
  const rough = planCut({ index, bounds, mode: "exact" });
  if (!rough.ok) throw new Error(rough.message);
  const { startTicks: fromTicks, endTicks: toTicks } = rough.plan.window;
  const window = await readWindow(ctx, { accountId, vodId, fromTicks, toTicks, dir });
  const filePts = await listFramePts(ctx, window.filePath);
  const planned = planCut({
    index,
    bounds,
    mode: "exact",
    framePtsTicks: filePts.map((pts) => pts - index.zeroPtsTicks),
  });
  if (!planned.ok) throw new Error(planned.message);
  const source = { filePath: window.filePath, zeroPtsTicks: index.zeroPtsTicks, hasAudio: true };
  say(`exact cut at ${fromSeconds} s`);
  const outPath = path.join(dir, "exact.mp4");
  const ours = await timed(() => cutExact(ctx, { source, plan: planned.plan, outPath, timeoutMs: 1_800_000 }));
  say("the same, encoded");
  // Sought by decoding from the window's start: it is a bare fragmented file.
  const skip = String((planned.plan.startTicks - window.plan.startTicks) / timescale);
  const encode = await timed(() =>
    plainFfmpeg(ctx.config, [
      ...["-i", window.filePath, "-ss", skip, "-t", String(clipSeconds)],
      ...["-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", path.join(dir, "encoded.mp4")],
    ]),
  );
  await rm(dir, { recursive: true });
  return { ours: ours.seconds, encode: encode.seconds };
}
