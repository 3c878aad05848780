import { expect, test } from "vitest";
import { buildMasterPlaylist, buildPlaylist } from "#lib/vods/build-playlist.ts";
import { parseMediaPlaylist, segmentAt } from "./media-playlist.ts";

const index = {
  videoTimescale: 1_000,
  durationTicks: 5_500,
  initBytes: 700,
  segments: { startTicks: [0, 2_000, 4_000], firstByte: [700, 1_700, 9_000], sizeBytes: [1_000, 2_000, 500] },
} as unknown as Parameters<typeof buildPlaylist>[0];
const base = "http://host/api/v1/vods/x/playlist.m3u8";

test("reads what the server writes: bytes that follow on one another, and those that don't", () => {
  const list = parseMediaPlaylist(buildPlaylist(index, "media"), base)!;
  const url = "http://host/api/v1/vods/x/media";
  expect(list.init).toEqual({ url, range: { firstByte: 0, lastByte: 699 } });
  expect(list.segments).toEqual([
    { url, range: { firstByte: 700, lastByte: 1_699 } },
    { url, range: { firstByte: 1_700, lastByte: 3_699 } },
    { url, range: { firstByte: 9_000, lastByte: 9_499 } },
  ]);
  expect([...list.startSeconds]).toEqual([0, 2, 4, 5.5]);
  expect([-1, 0, 1.99, 2, 3.9999999, 5.4, 99].map((at) => segmentAt(list, at))).toEqual([0, 0, 0, 1, 2, 2, 2]);
});

test.each([
  ["a master playlist", buildMasterPlaylist({ videoUrl: "v.m3u8", bitsPerSecond: 1, sounds: [] })],
  ["a playlist whose init is another file", buildPlaylist(index, "media", "init")],
  ["one that was cut off", buildPlaylist(index, "media").replace("#EXT-X-ENDLIST", "")],
  ["no playlist", "<html>"],
])("leaves %s to others", (_what, text) => expect(parseMediaPlaylist(text, base)).toBeNull());
