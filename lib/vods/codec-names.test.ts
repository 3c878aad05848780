import { expect, test } from "vitest";
import { mimeTypeOf, nameSoundTracks } from "./codec-names.ts";

test.each([
  ["h264", "aac", "yuv420p", 'video/mp4; codecs="avc1.640028, mp4a.40.2"'],
  ["hevc", null, "yuv420p10le", 'video/mp4; codecs="hvc1.2.4.L123.B0"'],
  ["vp9", "opus", "yuv420p", 'video/mp4; codecs="vp09.00.41.08, opus"'],
  ["av1", "opus", null, 'video/mp4; codecs="av01.0.09M.08, opus"'],
])("%s with %s, %s", (videoCodec, audioCodec, pixFmt, mimeType) => {
  expect(mimeTypeOf({ videoCodec, audioCodec, pixFmt })).toBe(mimeType);
});

test("sound tracks have names that differ", () => {
  const tracks = [
    { title: "Mix", language: "eng" },
    { title: null, language: "und" },
    { title: null, language: "deu" },
    { title: "Mix", language: null },
  ];
  expect(nameSoundTracks(tracks)).toEqual(["1: Mix", "Track 2", "3: deu", "4: Mix"]);
});
