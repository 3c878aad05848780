import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { storedObjects } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { inSeconds, type Sheet, timed } from "./figures.ts";
import type { Installation } from "./installation.ts";
import type { BenchVod } from "./make-vod.ts";
import { plainFfmpeg, say } from "./tools.ts";

/**
 * Processes the big recording and compares with a plain copy of it plus one decoding of its sound. The store takes
 * the files by link: how long sending them takes is the line's matter. The original is gone afterwards.
 */
export async function measureProcessing(install: Installation, vod: BenchVod, sheet: Sheet): Promise<string> {
  const copyPath = path.join(install.dir, "copy.mp4");
  say("plain ffmpeg: copy, then decode the sound");
  const copy = await timed(() => plainFfmpeg(install.ctx.config, ["-i", vod.filePath, "-c", "copy", copyPath]));
  await rm(copyPath);
  const decode = await timed(() =>
    plainFfmpeg(install.ctx.config, ["-i", vod.filePath, "-map", "0:a:0", "-f", "null", "-"]),
  );
  say("processing");
  const ours = await timed(() => takeIn(install.linked, install, vod.filePath));
  const other = copy.seconds + decode.seconds;
  sheet.side({
    what: `processing ${(vod.sizeBytes / 1e9).toFixed(1)} GB`,
    ours: inSeconds(ours.seconds),
    other: `ffmpeg copy ${inSeconds(copy.seconds)} + sound decoded ${inSeconds(decode.seconds)}`,
  });
  sheet.atMost("processing a local VOD ÷ ffmpeg copy + audio decode", ours.seconds / other, 1.5, "x");
  return ours.result;
}

/** Imports another, smaller recording as it really goes, and counts what the store is asked for. */
export async function measureImport(install: Installation, vod: BenchVod, sheet: Sheet): Promise<void> {
  install.server.resetCounts();
  const vodId = await takeIn(install.ctx, install, vod.filePath);
  const { requests } = install.server.counts();
  const objects = await install.ctx.db.select().from(storedObjects).where(eq(storedObjects.vodId, vodId));
  const puts = (requests.PUT ?? 0) + (requests.CREATE ?? 0);
  sheet.side({
    what: `import of ${(vod.sizeBytes / 1e6).toFixed(0)} MB, store`,
    ours: Object.entries(requests)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", "),
    other: `${objects.length} objects stored`,
  });
  sheet.atMost("import: PUTs (or multipart uploads) a stored object", puts / objects.length, 1, "");
  sheet.atMost("import: GETs", requests.GET ?? 0, 0, "");
}

async function takeIn(ctx: Ctx, { accountId }: Installation, filePath: string): Promise<string> {
  await stat(filePath);
  const imported = await importVod(ctx, { accountId, filePath, fileName: path.basename(filePath), take: "move" });
  if (!imported.ok) throw new Error(imported.message);
  const processed = await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
  return imported.vodId;
}
