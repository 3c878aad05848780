import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "#lib/ids.ts";
import { runFfprobe } from "#lib/platform/ffmpeg/run-ffprobe.ts";
import { getFrameJpeg } from "./get-frame-jpeg.ts";
import { importVod } from "./import-vod.ts";
import { getPlaylist, getPoster, openMediaRange } from "./playback.ts";
import { processVod } from "./process-vod.ts";
import { findVod, getMedia, listStreams } from "./queries.ts";
import { decideRange, respondWithRange } from "./respond-with-range.ts";
import { createTestContext, makeTestMedia } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let vodId: string;
beforeAll(async () => {
  test_ = await createTestContext();
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, "play.mp4"), { bFrames: 2, rate: "30000/1001" });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "My stream.part1.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  vodId = imported.vodId;
});
afterAll(() => test_.close());

test("nothing is served before it is ready, then playlist, ranges and pictures are", async () => {
  const { ctx, accountId, dir } = test_;
  await expect(getPlaylist(ctx, { accountId, vodId, mediaUrl: "media" })).rejects.toMatchObject({ code: "not_ready" });
  await processVod(ctx, { accountId, vodId, report: () => {} });

  const { row, index } = await getMedia(ctx, { accountId, vodId });
  const file = path.join(ctx.config.dataDir, "objects", row.videoKey);
  const playlistPath = path.join(dir, "list.m3u8");
  await writeFile(playlistPath, await getPlaylist(ctx, { accountId, vodId, mediaUrl: `file:${file}` }));
  const shown = await runFfprobe(ctx, {
    args: [
      ...["-v", "error", "-allowed_extensions", "ALL", "-select_streams", "v", "-show_entries", "packet=pts_time"],
      ...["-of", "csv=p=0", "-f", "hls", "-i", playlistPath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const times = shown
    .trim()
    .split("\n")
    .map((line) => Number(line.replace(",", "")));
  expect(times).toHaveLength(180);
  expect(Math.min(...times)).toBeCloseTo(index.zeroPtsTicks / index.videoTimescale, 3);

  expect((await getPoster(ctx, { accountId, vodId })).subarray(0, 2).toString("hex")).toBe("ffd8");
  const frame = await getFrameJpeg(ctx, { accountId, vodId, atTicks: index.durationTicks * 2, widthPx: 200 });
  expect(frame.subarray(0, 2).toString("hex")).toBe("ffd8");
  const offline = { ...ctx, store: { ...ctx.store, getRange: () => Promise.reject(new Error("asked the store")) } };
  expect(await getFrameJpeg(offline, { accountId, vodId, atTicks: index.durationTicks, widthPx: 320 })).toEqual(frame);

  const whole = await openMediaRange(ctx, { accountId, vodId, rangeHeader: null, ifRange: null, method: "HEAD" });
  expect(whole).toMatchObject({ status: 200, body: null, headers: { "content-length": String(row.videoSizeBytes) } });
  const part = await openMediaRange(ctx, { accountId, vodId, rangeHeader: "bytes=4-7", ifRange: null, method: "GET" });
  expect(part.status).toBe(206);
  expect(await text(part.body!)).toBe("ftyp");
});

test("a body that breaks before it has a reader ends its own answer alone", async () => {
  const { ctx, accountId } = test_;
  const readRange = async () => {
    const broken = new Readable({ read() {} });
    broken.destroy(new Error("the client left"));
    return broken;
  };
  const asked = { accountId, vodId, rangeHeader: "bytes=0-99", ifRange: null, method: "GET" as const };
  const answer = await openMediaRange({ ...ctx, cache: { ...ctx.cache, readRange } }, asked);
  // An error that nobody hears of ends a process; here it fails the run.
  await new Promise((resolve) => setImmediate(resolve));
  await expect(text(answer.body!)).rejects.toThrow();
});

test("another account sees nothing of it", async () => {
  const { ctx } = test_;
  const accountId = "00000000-0000-4000-8000-000000000000" as AccountId;
  expect(await findVod(ctx, { accountId, vodId })).toBeNull();
  expect(await listStreams(ctx, { accountId })).toEqual([]);
  await expect(getMedia(ctx, { accountId, vodId })).rejects.toMatchObject({ code: "not_found" });
});

test("the title is the file's name; the same bytes again are a duplicate; a path that is no file is refused", async () => {
  const { ctx, accountId, dir } = test_;
  const [stream] = await listStreams(ctx, { accountId });
  expect(stream).toMatchObject({ title: "My stream.part1", vods: [{ id: vodId, kind: "upload" }] });
  const again = { accountId, filePath: path.join(dir, "play.mp4"), fileName: "other.mp4", take: "link" as const };
  expect(await importVod(ctx, again)).toMatchObject({ ok: false, reason: "duplicate", vodId });
  await expect(importVod(ctx, { ...again, filePath: dir })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(importVod(ctx, { ...again, filePath: `${dir}/none` })).rejects.toMatchObject({ code: "invalid_input" });
});

describe("range headers", () => {
  const object = { sizeBytes: 1000, etag: "abc" };
  test.each([
    [null, null, "whole"],
    ["bytes=0-99", null, { firstByte: 0, lastByte: 99 }],
    ["bytes=990-5000", null, { firstByte: 990, lastByte: 999 }],
    ["bytes=500-", null, { firstByte: 500, lastByte: 999 }],
    ["bytes=-10", null, { firstByte: 990, lastByte: 999 }],
    ["bytes=-5000", null, { firstByte: 0, lastByte: 999 }],
    ["bytes=1000-", null, "unsatisfiable"],
    ["bytes=-0", null, "unsatisfiable"],
    ["bytes=20-10", null, "whole"],
    ["bytes=0-1,5-6", null, "whole"],
    ["items=0-1", null, "whole"],
    ["bytes=-", null, "whole"],
    ["bytes=0-99", '"abc"', { firstByte: 0, lastByte: 99 }],
    ["bytes=0-99", '"old"', "whole"],
    ["bytes=0-99", "Wed, 21 Oct 2015 07:28:00 GMT", "whole"],
  ] as const)("%s with If-Range %s", (rangeHeader, ifRange, decision) => {
    expect(decideRange({ rangeHeader, ifRange }, object)).toEqual(decision);
  });

  test("a range past the end is answered with the size; a download has its name", async () => {
    const facts = { ...object, key: "k", contentType: "video/mp4" };
    const request = { rangeHeader: "bytes=2000-", ifRange: null, method: "GET" as const };
    expect(await respondWithRange(test_.ctx.store, facts, request)).toMatchObject({
      status: 416,
      headers: { "content-range": "bytes */1000" },
      body: null,
    });
    const named = { rangeHeader: null, ifRange: null, method: "HEAD" as const, downloadName: 'a"b 🎮.mp4' };
    const { headers } = await respondWithRange(test_.ctx.store, facts, named);
    expect(headers["content-disposition"]).toBe(
      `attachment; filename="a_b __.mp4"; filename*=UTF-8''a%22b%20%F0%9F%8E%AE.mp4`,
    );
  });
});
