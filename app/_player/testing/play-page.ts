import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire, stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Browser, Page } from "@playwright/test";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { mimeTypeOf } from "#lib/vods/codec-names.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { listFrameTicks } from "#lib/vods/list-frame-ticks.ts";
import type { MediaIndex } from "#lib/vods/model.ts";
import { planStart } from "#lib/vods/plan-start.ts";
import { openMediaRange } from "#lib/vods/playback.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import {
  getPictureInit,
  getPicturePlaylist,
  getPlayerPlaylist,
  getSoundPlaylist,
  hasSoundChoice,
  openSoundRange,
} from "#lib/vods/sound-tracks.ts";

/** A page with nothing but the player's own parts on it; `window.showAt(seconds)` seeks and reads the frame number shown. */
const html = `<!doctype html><video muted playsinline></video>
<script type="importmap">{"imports":{"hls.js":"/hls.js"}}</script>
<script type="module">
import { connectPlayer } from "/connect-player.ts";
import { createPlayerControl } from "/player-control.ts";
import { createFrameTimes } from "/frame-times.ts";
const video = document.querySelector("video");
const control = window.control = createPlayerControl(START);
/** Where the element's seeks ended, with what the control said of it. */
window.stops = [];
video.addEventListener("seeked", () =>
  window.stops.push({ seconds: video.currentTime, time: control.getTime(), rate: video.playbackRate }));
window.loadedUntil = () => video.buffered.length === 0 ? 0 : Math.round(video.buffered.end(video.buffered.length - 1));
let connection = null;
const read_ = async (from, to) => (await fetch(\`/frame-times?from=\${from}&to=\${to}\`)).json();
const frames = createFrameTimes({ frameRate: RATE, durationSeconds: DURATION, read: read_ });
control.attach(video, { frameRate: RATE, frames, segments: {
  findStart: (seconds) => connection?.segments.findStart(seconds) ?? null,
  prepare: (from, until) => connection?.segments.prepare(from, until),
} });
window.trouble = [];
const read = () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [240, 32];
  const paint = canvas.getContext("2d");
  paint.drawImage(video, 0, 0);
  let number = 0;
  for (let bit = 0; bit < 12; bit += 1) if (paint.getImageData(bit * 20 + 10, 16, 1, 1).data[1] > 128) number += 2 ** bit;
  return number;
};
/** Numbers of the frames shown. */
window.shown = [];
const note = () => {
  window.shown.push(read());
  video.requestVideoFrameCallback(note);
};
video.requestVideoFrameCallback(note);
window.showAt = (seconds) => new Promise((resolve) => {
  const look = () => {
    if (video.seeking) return;
    video.removeEventListener("seeked", look);
    requestAnimationFrame(() => requestAnimationFrame(() => resolve({ frame: read(), time: control.getTime() })));
  };
  video.addEventListener("seeked", look);
  control.seek(seconds);
});
/** Runs \`move\` and gives the number of the frame shown once the player is at rest. */
window.after = async (move) => {
  const before = control.getTime();
  await move();
  for (let n = 0; n < 300; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (!video.seeking && (control.getTime() !== before || n > 10)) break;
  }
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return { frame: read(), time: control.getTime() };
};
window.ready = new Promise((resolve) => video.addEventListener("canplay", resolve, { once: true }));
connection = connectPlayer(video, { ...SOURCE, src: "/list.m3u8", startSeconds: control.getTime(), reads: READS, findEnd: control.findEnd }, {
  onFailure: (text) => window.trouble.push(text),
  onClock: (start) => control.setZero(start + ZERO),
  onAudioTracks: (choose) => { window.chooseTrack = choose; },
});
</script>`;

export type PlayPage = {
  page: Page;
  /** What the player asked the server for, in order: path, and the range's first byte. */
  asked: { path: string; firstByte: number | null; status: number }[];
  index: MediaIndex;
  origin: string;
  close: () => Promise<void>;
};

/** `rate`: frames a second, 30 by default. `filter`: run on the numbered frames. */
type Made = {
  inputs: string[];
  output: string[];
  seconds?: number;
  rate?: string;
  filter?: string;
  /** What the player is told that the file is, when not the truth. */
  mimeType?: string;
};

/** Makes a video whose frames carry their number as twelve bars, processes it and opens the player on it. */
export async function openPlayPage(
  input: { ctx: Ctx; accountId: AccountId; dir: string; browser: Browser },
  name: string,
  made: Made & { startSeconds?: number; refuse?: (path: string, nth: number) => boolean },
): Promise<PlayPage> {
  const { ctx, accountId, dir, browser } = input;
  const { startSeconds = 0, seconds = 6 } = made;
  const filePath = path.join(dir, name);
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-f", "lavfi", "-i", `nullsrc=size=240x32:rate=${made.rate ?? 30}:duration=${seconds}`],
      ...[...made.inputs, "-vf"],
      `geq=lum='16+219*mod(floor(N/pow(2\\,floor(X/20)))\\,2)':cb=128:cr=128${made.filter ? `,${made.filter}` : ""},format=yuv420p`,
      ...["-c:v", "libx264", "-preset", "fast", "-g", "60", "-crf", "12", ...made.output, filePath],
    ],
    limits: { timeoutMs: 60_000 },
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const of = { accountId, vodId: imported.vodId };
  const processed = await processVod(ctx, { ...of, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
  const { row, index, probe } = await getMedia(ctx, of);
  const zeroSeconds = index.zeroPtsTicks / index.videoTimescale;
  const mimeType = made.mimeType ?? mimeTypeOf({ ...row, pixFmt: probe.pixFmt });
  const source = { mimeType, zeroSeconds, hasSoundChoice: hasSoundChoice(probe) };
  const reads = (await planStart(ctx, { ...of, baseUrl: "", atSeconds: startSeconds })).map((read) => ({
    ...read,
    url: read.url.replace("/playlist.m3u8", read.url.startsWith("/sound") ? "/playlist.m3u8" : "/list.m3u8"),
  }));
  const page_ = html
    .replace("START", String(startSeconds))
    .replace("SOURCE", JSON.stringify(source))
    .replaceAll("RATE", String(index.frameRateNum / index.frameRateDen))
    .replace("DURATION", String(index.durationTicks / index.videoTimescale))
    .replace("READS", JSON.stringify(reads))
    .replace("ZERO", String(zeroSeconds));
  const playlist = "application/vnd.apple.mpegurl";
  const answers: Record<string, [string, string | Buffer]> = {
    "/": ["text/html", page_],
    "/list.m3u8": [playlist, await getPlayerPlaylist(ctx, { ...of, baseUrl: "" })],
    "/video.m3u8": [playlist, await getPicturePlaylist(ctx, { ...of, baseUrl: "" })],
    "/picture-init": ["video/mp4", await getPictureInit(ctx, of)],
    ...Object.fromEntries(scripts.map((file) => [`/${file}`, ["text/javascript", script(file)] as const])),
    "/hls.js": ["text/javascript", readFileSync(hlsPath)],
  };
  const asked: PlayPage["asked"] = [];
  const server = createServer(async (request, response) => {
    const url = request.url ?? "";
    const rangeHeader = request.headers.range ?? null;
    const firstByte = rangeHeader === null ? null : Number(/\d+/.exec(rangeHeader)?.[0]);
    const isRefused = made.refuse?.(url, asked.filter((one) => one.path === url).length) ?? false;
    const note = (status: number) => void (/\.(js|ts)$|^\/$/.test(url) || asked.push({ path: url, firstByte, status }));
    if (isRefused) {
      note(503);
      return void response.writeHead(503).end();
    }
    if (url.startsWith("/frame-times?")) {
      const query = new URL(url, "http://localhost").searchParams;
      const [fromTicks, toTicks] = ["from", "to"].map((name) => Number(query.get(name)) * index.videoTimescale);
      const ticks = await listFrameTicks(ctx, { ...of, fromTicks: fromTicks!, toTicks: toTicks! });
      return void response.end(JSON.stringify(ticks.map((at) => at / index.videoTimescale)));
    }
    const known = answers[url];
    if (known) {
      note(200);
      return void response.writeHead(200, { "content-type": known[0] }).end(known[1]);
    }
    const ranged = { ...of, rangeHeader, ifRange: null, method: "GET" as const };
    const sound = /^\/sound\/(\d)\/(media|playlist.m3u8)$/.exec(url);
    const track = Number(sound?.[1]);
    if (sound?.[2] === "playlist.m3u8") {
      note(200);
      return void response.end(await getSoundPlaylist(ctx, { ...of, track, baseUrl: "" }));
    }
    if (!sound && url !== "/media") return void response.writeHead(404).end();
    const range = sound ? await openSoundRange(ctx, { ...ranged, track }) : await openMediaRange(ctx, ranged);
    note(range.status);
    response.writeHead(range.status, range.headers);
    if (range.body) range.body.pipe(response);
    else response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const page = await browser.newPage();
  const close = async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  };
  return { page, asked, index, origin, close };
}

const scripts = [
  ...["connect-player.ts", "connect-segments.ts", "connect-hls.ts", "connection.ts", "early-loader.ts"],
  ...["early-reads.ts", "frame-times.ts", "media-playlist.ts", "player-control.ts", "read-bytes.ts"],
];
const script = (file: string) => stripTypeScriptTypes(readFileSync(path.join(import.meta.dirname, "..", file), "utf8"));
const hlsPath = createRequire(import.meta.url)
  .resolve("hls.js")
  .replace(/hls\.js$/, "hls.mjs");
