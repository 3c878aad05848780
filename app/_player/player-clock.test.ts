import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire, stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { openMediaRange } from "#lib/vods/playback.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import {
  getPictureInit,
  getPicturePlaylist,
  getPlayerPlaylist,
  getSoundPlaylist,
  openSoundRange,
} from "#lib/vods/sound-tracks.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { findChromium } from "../../e2e/setup/find-chromium.ts";

/** A page with nothing but the player's own parts on it; `window.showAt(seconds)` seeks and reads the frame number shown. */
const page_ = `<!doctype html><video muted playsinline></video>
<script type="importmap">{"imports":{"hls.js":"/hls.js"}}</script>
<script type="module">
import { connectHls } from "/connect-hls.js";
import { createPlayerControl } from "/player-control.js";
const video = document.querySelector("video");
const control = createPlayerControl();
control.attach(video, { frameRate: 30 });
window.trouble = [];
connectHls(video, { src: "/PLAYLIST", startSeconds: 0, reads: [] }, {
  onFailure: (text) => window.trouble.push(text),
  onClock: (start) => control.setZero(start + ZERO),
  onAudioTracks: (choose) => { window.chooseTrack = choose; },
});
const read = () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [160, 32];
  const paint = canvas.getContext("2d");
  paint.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < 8; bit += 1) if (paint.getImageData(bit * 20 + 10, 16, 1, 1).data[1] > 128) number += 2 ** bit;
  return number;
};
window.showAt = (seconds) => new Promise((resolve) => {
  video.addEventListener("seeked", () => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve({ frame: read(), time: control.getTime() }))), { once: true });
  control.seek(seconds);
});
window.ready = new Promise((resolve) => video.addEventListener("canplay", resolve, { once: true }));
</script>`;

let test_: Awaited<ReturnType<typeof createTestContext>>;
let browser: Browser;
/** Addresses the player asked for that change with what it plays. */
let asked: string[] = [];
const servers: Server[] = [];
beforeAll(async () => {
  test_ = await createTestContext();
  const { executablePath, env } = await findChromium();
  browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  await test_.close();
});

/** Makes a video whose frames carry their number as eight bars, processes it and opens the player on it. */
async function play(name: string, options: { inputs: string[]; output: string[] }): Promise<Page> {
  const { ctx, accountId, dir } = test_;
  const filePath = path.join(dir, name);
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", "nullsrc=size=160x32:rate=30:duration=6", ...options.inputs],
      ...["-vf", "geq=lum='16+219*mod(floor(N/pow(2\\,floor(X/20)))\\,2)':cb=128:cr=128,format=yuv420p"],
      ...["-c:v", "libx264", "-preset", "fast", "-g", "60", "-crf", "12", ...options.output, filePath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId } = imported;
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true });
  const { index } = await getMedia(ctx, { accountId, vodId });
  const zero = index.zeroPtsTicks / index.videoTimescale;
  const script = (file: string) => stripTypeScriptTypes(readFileSync(path.join(import.meta.dirname, file), "utf8"));
  const hls = createRequire(import.meta.url)
    .resolve("hls.js")
    .replace(/hls\.js$/, "hls.mjs");
  const answers: Record<string, [string, string | Buffer]> = {
    "/": ["text/html", page_.replace("PLAYLIST", "list.m3u8").replace("ZERO", String(zero))],
    "/list.m3u8": ["application/vnd.apple.mpegurl", await getPlayerPlaylist(ctx, { accountId, vodId, baseUrl: "" })],
    "/video.m3u8": ["application/vnd.apple.mpegurl", await getPicturePlaylist(ctx, { accountId, vodId, baseUrl: "" })],
    "/picture-init": ["video/mp4", await getPictureInit(ctx, { accountId, vodId })],
    "/connect-hls.js": ["text/javascript", script("connect-hls.ts")],
    "/early-loader.ts": ["text/javascript", script("early-loader.ts")],
    "/early-reads.ts": ["text/javascript", script("early-reads.ts")],
    "/player-control.js": ["text/javascript", script("player-control.ts")],
    "/hls.js": ["text/javascript", readFileSync(hls)],
  };
  const server = createServer(async (request, response) => {
    const known = answers[request.url ?? ""];
    if (known) return void response.writeHead(200, { "content-type": known[0] }).end(known[1]);
    const rangeHeader = request.headers.range ?? null;
    const sound = /^\/sound\/(\d)\/(media|playlist.m3u8)$/.exec(request.url ?? "");
    asked.push(request.url ?? "");
    if (sound?.[2] === "media") {
      const part = { accountId, vodId, track: Number(sound[1]), rangeHeader, ifRange: null, method: "GET" as const };
      const range = await openSoundRange(ctx, part);
      response.writeHead(range.status, range.headers);
      return void range.body?.pipe(response);
    }
    if (sound)
      return void response.end(await getSoundPlaylist(ctx, { accountId, vodId, track: Number(sound[1]), baseUrl: "" }));
    if (request.url !== "/media") return void response.writeHead(404).end();
    const range = await openMediaRange(ctx, { accountId, vodId, rangeHeader, ifRange: null, method: "GET" });
    response.writeHead(range.status, range.headers);
    range.body?.pipe(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.evaluate("window.ready");
  return page;
}

const silence = ["-f", "lavfi", "-i", "sine=frequency=300:sample_rate=48000:duration=6"];
test.each([
  ["b-frames.mp4", { inputs: [], output: ["-bf", "3"] }],
  ["b-frames-and-sound.mp4", { inputs: silence, output: ["-bf", "3", "-c:a", "aac"] }],
  ["sound.mp4", { inputs: silence, output: ["-bf", "0", "-c:a", "aac"] }],
  ["plain.mp4", { inputs: [], output: ["-bf", "0"] }],
])("%s: the player shows the frame of the time it was told", async (name, options) => {
  const page = await play(name, options);
  for (const frame of [90, 0, 1, 59, 60, 61, 137, 178]) {
    // The frame's own time, and just before its end.
    for (const seconds of [frame / 30, (frame + 0.9) / 30]) {
      const shown = (await page.evaluate(`window.showAt(${seconds})`)) as { frame: number; time: number };
      expect([seconds, shown.frame]).toEqual([seconds, frame]);
      expect(Math.abs(shown.time - seconds)).toBeLessThan(0.002);
    }
  }
  expect(await page.evaluate("window.trouble")).toEqual([]);
  await page.close();
});

test("two sound tracks: the first plays, the other can be chosen, and the picture stays in its place", async () => {
  const sounds = [300, 1200].flatMap((hertz) => [
    ...["-f", "lavfi", "-i", `sine=frequency=${hertz}:sample_rate=48000:duration=6`],
  ]);
  const maps = ["-map", "0:v", "-map", "1:a", "-map", "2:a", "-metadata:s:a:1", "title=Microphone"];
  asked = [];
  const page = await play("two-tracks.mkv", { inputs: sounds, output: [...maps, "-bf", "2", "-c:a", "aac"] });
  const frameAt = async (seconds: number) =>
    ((await page.evaluate(`window.showAt(${seconds})`)) as { frame: number }).frame;
  expect(await frameAt(3.01)).toBe(90);
  expect(asked).toContain("/sound/0/media");
  expect(asked).not.toContain("/sound/1/media");
  const heard = await page.evaluate(`(async () => {
    const video = document.querySelector("video");
    video.muted = false;
    const audio = new AudioContext();
    const analyser = new AnalyserNode(audio, { fftSize: 4096 });
    audio.createMediaElementSource(video).connect(analyser).connect(audio.destination);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const listen = async (hertz) => {
      for (let n = 0; n < 200; n += 1) {
        if (video.currentTime > 5) video.currentTime = 1;
        if (video.paused) await video.play();
        await new Promise((resolve) => setTimeout(resolve, 50));
        analyser.getFloatFrequencyData(bins);
        const loudest = (bins.indexOf(Math.max(...bins)) * audio.sampleRate) / analyser.fftSize;
        if (Math.abs(loudest - hertz) < 30) return true;
      }
      return false;
    };
    const first = await listen(300);
    window.chooseTrack(1);
    const second = await listen(1200);
    video.pause();
    return [first, second];
  })()`);
  expect(heard).toEqual([true, true]);
  expect(asked).toContain("/sound/1/media");
  expect(await frameAt(1.01)).toBe(30);
  expect(await page.evaluate("window.trouble")).toEqual([]);
  await page.close();
});
