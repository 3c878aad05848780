import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import packaged from "@sparticuz/chromium";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { spliceClip } from "./splice-clip.ts";
import { storeVod, writeWindow } from "./testing.ts";
import { chirp, ffmpeg, testContext } from "./testing-ffmpeg.ts";

// Many short ffmpeg runs: a loaded machine takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let root: string;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "splice-playback-"));
  server = createServer(async (request, response) => {
    if (request.url !== "/clip.mp4") {
      response.setHeader("content-type", "text/html");
      return void response.end("<video src=/clip.mp4 muted preload=auto></video>");
    }
    const filePath = path.join(root, "clip.mp4");
    const { size } = await stat(filePath);
    const [, from = "0", to = ""] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ?? [];
    const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
    response.writeHead(request.headers.range ? 206 : 200, {
      "content-type": "video/mp4",
      "accept-ranges": "bytes",
      "content-length": end - Number(from) + 1,
      ...(request.headers.range ? { "content-range": `bytes ${from}-${end}/${size}` } : {}),
    });
    createReadStream(filePath, { start: Number(from), end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const executablePath = process.env.CHROMIUM_PATH ?? (await packaged.executablePath());
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(root, { recursive: true, force: true });
});

/** Each frame's number is in its picture: 12 blocks from the left, black for 0 and white for 1, highest bit first. */
const numbered = Array.from(
  { length: 12 },
  (_, bit) => `between(X,${bit * 16},${bit * 16 + 15})*mod(floor(N/${2 ** (11 - bit)}),2)`,
);

test("a splice plays in a browser: every frame of head, middle and tail is there, once, at its time", async () => {
  const sourcePath = path.join(root, "source.mp4");
  const picture = `color=c=black:s=192x108:r=30:d=7,format=gray,geq=lum='16+219*(${numbered.join("+")})',format=yuv420p`;
  const encode = [
    "-c:v",
    "libx264",
    "-x264-params",
    "keyint=60:min-keyint=60:scenecut=0:bframes=3:b-adapt=0",
    "-c:a",
    "aac",
  ];
  await ffmpeg("-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", chirp(7), ...encode, sourcePath);
  const vod = await storeVod(sourcePath, root);
  const bounds = { startTicks: vod.shownPts[47]!, endTicks: vod.shownPts[163]!, timescale: vod.index.videoTimescale };
  const windowPath = path.join(root, "window.mp4");
  await writeWindow(vod, bounds.startTicks, bounds.endTicks, windowPath);
  const outPath = path.join(root, "clip.mp4");
  const result = await spliceClip(testContext(), { windowPath, bounds, outPath, scratchDir: root });
  expect(result).toMatchObject({ ok: true, framesBefore: 13 });

  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const seen = await page.evaluate(async () => {
    const video = document.querySelector("video")!;
    if (video.readyState < 2)
      await new Promise((resolve) => video.addEventListener("loadeddata", resolve, { once: true }));
    const canvas = document.createElement("canvas");
    const painter = canvas.getContext("2d", { willReadFrequently: true })!;
    const readNumber = () => {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      painter.drawImage(video, 0, 0);
      const row = painter.getImageData(0, 50, 192, 1).data;
      return Array.from({ length: 12 }, (_, bit) => (row[(bit * 16 + 8) * 4]! > 127 ? 2 ** (11 - bit) : 0)).reduce(
        (a, b) => a + b,
      );
    };
    const at: { frame: number; number: number }[] = [];
    for (const frame of [0, 1, 5, 12, 13, 14, 60, 73, 74, 112, 113, 114, 115]) {
      const arrived = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
      video.currentTime = (frame + 0.5) / 30;
      await arrived;
      at.push({ frame, number: readNumber() });
    }
    const rewound = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    video.currentTime = 0;
    await rewound;
    const mediaTimes: number[] = [];
    const watch = (_: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      mediaTimes.push(mediaTime);
      video.requestVideoFrameCallback(watch);
    };
    video.requestVideoFrameCallback(watch);
    const ended = new Promise((resolve) => video.addEventListener("ended", resolve, { once: true }));
    video.playbackRate = 0.5;
    await video.play();
    await ended;
    const { videoWidth, duration, error } = video;
    const quality = video.getVideoPlaybackQuality();
    return {
      at,
      videoWidth,
      duration,
      error: error?.message ?? null,
      mediaTimes,
      total: quality.totalVideoFrames,
      corrupted: quality.corruptedVideoFrames,
    };
  });
  expect(seen).toMatchObject({ videoWidth: 192, error: null, corrupted: 0 });
  expect(seen.duration).toBeCloseTo(116 / 30, 3);
  expect(seen.at).toEqual(seen.at.map(({ frame }) => ({ frame, number: 47 + frame })));
  // A loaded machine skips frames on screen, so the count is only bounded; none may come twice or out of order.
  const frames = seen.mediaTimes.map((mediaTime) => Math.round(mediaTime * 30));
  expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
  expect(frames.at(-1)).toBeLessThanOrEqual(115);
  expect(frames.length).toBeGreaterThan(5);
});
