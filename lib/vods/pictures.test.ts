import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { getSprite, getSpriteVtt } from "./get-sprites.ts";
import { importVod } from "./import-vod.ts";
import { listSceneChanges } from "./list-scene-changes.ts";
import { processVod } from "./process-vod.ts";
import { getMedia } from "./queries.ts";
import { createTestContext } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;
/** Every 2.5 s the picture is another pattern, brighter by 15; this is its mean. */
const greyAt = (seconds: number) => 34.5 + Math.floor(seconds / 2.5) * 15;
beforeAll(async () => {
  test_ = await createTestContext();
  const { ctx, accountId, dir } = test_;
  const filePath = path.join(dir, "greys.mp4");
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "nullsrc=size=320x240:rate=20:duration=30"],
      ...["-vf", "geq=lum='20+15*floor(T/2.5)+mod(X*(3+floor(T/2.5))+Y*7\\,30)':cb=128:cr=128,format=yuv420p"],
      ...[
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "40",
        "-sc_threshold",
        "0",
        "-bf",
        "2",
        "-color_range",
        "tv",
      ],
      filePath,
    ],
    limits: { timeoutMs: 60_000 },
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "greys.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  vodId = imported.vodId;
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true });
});
afterAll(() => test_.close());

test("every small picture shows its own moment, in the place the map says", async () => {
  const { ctx, accountId, dir } = test_;
  const { row, probe, index } = await getMedia(ctx, { accountId, vodId });
  expect(row.spriteKeys).toHaveLength(1);
  expect(probe.sprites).toMatchObject({ tileWidth: 120, tileHeight: 90, columns: 10, rows: 2 });
  const vtt = await getSpriteVtt(ctx, { accountId, vodId, sheetUrl: (sheet) => `sheet-${sheet}` });
  const cues = [...vtt.matchAll(/00:00:(\S+) --> .*\nsheet-0#xywh=(\d+),(\d+),120,90/g)].map((one) =>
    one.slice(1).map(Number),
  );
  expect(cues).toHaveLength(15);

  const sheetPath = path.join(dir, "sheet.jpg");
  await writeFile(sheetPath, await getSprite(ctx, { accountId, vodId, sheet: 0 }));
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      "-v",
      "error",
      "-i",
      sheetPath,
      "-vf",
      "scale=10:2:flags=area:out_range=tv,format=gray",
      "-f",
      "rawvideo",
      "pipe:1",
    ],
    limits: { timeoutMs: 60_000 },
    stdout: "buffer",
  });
  expect(stdout.length).toBe(20);
  for (const [seconds, x, y] of cues as [number, number, number][]) {
    const grey = stdout[(y / 90) * 10 + x / 120]!;
    expect([seconds, Math.abs(grey - greyAt(seconds)) < 6]).toEqual([seconds, true]);
  }
  expect(index.segments.startTicks).toHaveLength(15);
  await expect(getSprite(ctx, { accountId, vodId, sheet: 1 })).rejects.toMatchObject({ code: "not_found" });
});

test("scene changes are where the picture changes, to a few frames", async () => {
  const { ctx, accountId } = test_;
  const changes = await listSceneChanges(ctx, { accountId, vodId });
  // Where a change falls on the encoder's own keyframe, nothing tells it apart.
  const wanted = [2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 22.5, 25, 27.5].filter((seconds) => seconds % 2 !== 0);
  expect(changes).toHaveLength(wanted.length);
  changes.forEach((change, n) => {
    expect(Math.abs(change.atSeconds - wanted[n]!)).toBeLessThanOrEqual(0.151);
  });
});
