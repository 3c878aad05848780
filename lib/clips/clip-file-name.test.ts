import { expect, test } from "vitest";
import { clipFileName } from "./clip-file-name.ts";

test.each([
  [{ title: "No way", profile: "landscape", isCaptioned: false }, "No way.mp4"],
  [{ title: "No way", profile: "landscape", isCaptioned: true }, "No way (captions).mp4"],
  [{ title: "No way", profile: "square", isCaptioned: false }, "No way (square).mp4"],
  [{ title: "No way", profile: "vertical-crop", isCaptioned: true }, "No way (vertical-crop, captions).mp4"],
  [{ title: "../../etc/pass\nwd", profile: "landscape", isCaptioned: false }, "etc pass wd.mp4"],
  [{ title: " ... ", profile: "landscape", isCaptioned: false }, "clip.mp4"],
  [{ title: "é".repeat(90), profile: "landscape", isCaptioned: false }, `${"é".repeat(80)}.mp4`],
])("%j is saved as %s", (clip, name) => {
  expect(clipFileName(clip)).toBe(name);
});
