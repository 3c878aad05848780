import { expect, test } from "vitest";
import type { ProbeFacts } from "#lib/platform/ffmpeg/parse-probe.ts";
import { codedSize, planProcessing, shownSize } from "./plan-processing.ts";

const probe = (codec: string, rotation: number): ProbeFacts => ({
  ...{ container: "mov", sizeBytes: 1, startSeconds: 0, durationSeconds: 1, bitRate: null, audio: [] },
  video: {
    ...{ streamIndex: 0, codec, profile: null, pixFmt: "yuv420p", width: 191, height: 106, rotation },
    ...{ avgFrameRate: null, timeBase: { num: 1, den: 1000 }, hasBFrames: false },
    ...{ startSeconds: 0, durationSeconds: 1 },
  },
});

test.each([
  { codec: "vp9", rotation: 0, coded: [191, 106], shown: [191, 106] },
  { codec: "vp9", rotation: 90, coded: [191, 106], shown: [106, 191] },
  // A conversion turns the picture upright, and H.264 takes even sizes only.
  { codec: "mjpeg", rotation: 0, coded: [190, 106], shown: [191, 106] },
  { codec: "mjpeg", rotation: 270, coded: [106, 190], shown: [106, 191] },
])("the size of $codec turned by $rotation", ({ codec, rotation, coded, shown }) => {
  const plan = planProcessing(probe(codec, rotation), 5)!;
  expect(codedSize(plan)).toEqual({ width: coded[0], height: coded[1] });
  expect(shownSize(plan)).toEqual({ width: shown[0], height: shown[1] });
});
