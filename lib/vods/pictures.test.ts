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
  vodId = await importGreys("greys.mp4", []);
});
afterAll(() => test_.close());

async function importGreys(name: string, encoding: string[]): Promise<string> {
  const { ctx, accountId, dir } = test_;
  const filePath = path.join(dir, name);
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
        ...encoding,
      ],
      filePath,
    ],
    limits: { timeoutMs: 60_000 },
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  expect(await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} })).toEqual({ ok: true });
  return imported.vodId;
}

const openGroups = ["-g", "60", "-bf", "3", "-x264-params", "open-gop=1:b-adapt=0:b-pyramid=normal"];
test.each<[string, string[], number, number, number]>([
  ["closed groups of pictures", [], 0, 15, 2],
  // A segment begins with the frames shown before its keyframe, which is what the picture is of.
  ["open groups, whose keyframes don't reset a decoder", openGroups, 0.16, 10, 1],
])(
  "every small picture shows its own moment, in the place the map says: %s",
  async (_, encoding, lateSeconds, count, rows) => {
    const { ctx, accountId, dir } = test_;
    const ofVod = { accountId, vodId: encoding.length > 0 ? await importGreys("open.mp4", encoding) : vodId };
    const { row, probe, index } = await getMedia(ctx, ofVod);
    expect(row.spriteKeys).toHaveLength(1);
    expect(probe.sprites).toMatchObject({ tileWidth: 120, tileHeight: 90, columns: 10, rows });
    const vtt = await getSpriteVtt(ctx, { ...ofVod, sheetUrl: (sheet) => `sheet-${sheet}` });
    const cues = [...vtt.matchAll(/00:00:(\S+) --> .*\nsheet-0#xywh=(\d+),(\d+),120,90/g)].map((one) =>
      one.slice(1).map(Number),
    );
    expect(cues).toHaveLength(count);

    const sheetPath = path.join(dir, "sheet.jpg");
    await writeFile(sheetPath, await getSprite(ctx, { ...ofVod, sheet: 0 }));
    const { stdout } = await runFfmpeg(ctx, {
      args: [
        "-v",
        "error",
        "-i",
        sheetPath,
        "-vf",
        `scale=10:${rows}:flags=area:out_range=tv,format=gray`,
        "-f",
        "rawvideo",
        "pipe:1",
      ],
      limits: { timeoutMs: 60_000 },
      stdout: "buffer",
    });
    expect(stdout.length).toBe(10 * rows);
    for (const [seconds, x, y] of cues as [number, number, number][]) {
      const grey = stdout[(y / 90) * 10 + x / 120]!;
      expect([seconds, Math.abs(grey - greyAt(seconds + lateSeconds)) < 6]).toEqual([seconds, true]);
    }
    expect(index.segments.startTicks).toHaveLength(count);
    await expect(getSprite(ctx, { ...ofVod, sheet: 1 })).rejects.toMatchObject({ code: "not_found" });
  },
);

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
