import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importVod } from "./import-vod.ts";
import { planStart, type StartRead } from "./plan-start.ts";
import { processVod } from "./process-vod.ts";
import { getPicturePlaylist, getPlayerPlaylist, getSoundPlaylist } from "./sound-tracks.ts";
import { createTestContext, makeTestMedia } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

async function takeIn(name: string, output: string[] = []) {
  const { ctx, accountId, dir } = test_;
  const filePath = await makeTestMedia(ctx, path.join(dir, name), { seconds: 8, bFrames: 2, output });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  expect(await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} })).toEqual({ ok: true });
  return { accountId, vodId: imported.vodId, baseUrl: "/v" };
}

/** Segments of a playlist as reads, as RFC 8216 has their ranges follow on one another, with their start in seconds. */
function segmentsOf(playlist: string, address: string): { startSeconds: number; read: StartRead }[] {
  let seconds = 0;
  let nextByte = 0;
  return [...playlist.matchAll(/#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?/g)].map((match) => {
    const [, length, size, at] = match;
    const firstByte = at === undefined ? nextByte : Number(at);
    nextByte = firstByte + Number(size);
    seconds += Number(length);
    const read = { url: address, range: { firstByte, lastByte: nextByte - 1 } };
    return { startSeconds: seconds - Number(length), read };
  });
}

const initOf = (playlist: string, address: string): StartRead => {
  const [, size] = /#EXT-X-MAP:URI="[^"]+",BYTERANGE="(\d+)@0"/.exec(playlist)!;
  return { url: address, range: { firstByte: 0, lastByte: Number(size) - 1 } };
};

test("one sound track: the playlist, its init segment and the segment of that moment", async () => {
  const { ctx } = test_;
  const of = await takeIn("one.mp4");
  const playlist = await getPlayerPlaylist(ctx, of);
  const segments = segmentsOf(playlist, "/v/media");
  expect(segments.length).toBeGreaterThan(2);
  const first = { url: "/v/playlist.m3u8", range: null };
  for (const { startSeconds, read } of segments) {
    const reads = await planStart(ctx, { ...of, atSeconds: startSeconds + 0.5 });
    expect(reads).toEqual([read, first, initOf(playlist, "/v/media")]);
  }
  expect((await planStart(ctx, { ...of, atSeconds: 1e6 }))[0]).toEqual(segments.at(-1)!.read);
  expect(await planStart(ctx, { ...of, atSeconds: null })).toEqual([first, initOf(playlist, "/v/media")]);
});

test("two sound tracks: picture and the first sound, each by its own playlist", async () => {
  const { ctx } = test_;
  const of = await takeIn("two.mkv", ["-map", "0:v", "-map", "1:a", "-map", "1:a"]);
  const picture = segmentsOf(await getPicturePlaylist(ctx, of), "/v/media");
  const soundList = await getSoundPlaylist(ctx, { ...of, track: 0 });
  const sound = segmentsOf(soundList, "/v/sound/0/media");
  const reads = await planStart(ctx, { ...of, atSeconds: 4.5 });
  const whole = ["playlist.m3u8", "video.m3u8", "picture-init", "sound/0/playlist.m3u8"];
  expect(reads.filter((one) => one.range === null).map((one) => one.url)).toEqual(whole.map((one) => `/v/${one}`));
  expect(reads.filter((one) => one.range !== null)).toEqual([
    picture.findLast((one) => one.startSeconds <= 4.5)!.read,
    initOf(soundList, "/v/sound/0/media"),
    sound.findLast((one) => one.startSeconds <= 4.5)!.read,
  ]);
});
