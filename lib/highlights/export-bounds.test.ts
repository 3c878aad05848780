import fc from "fast-check";
import { expect, test } from "vitest";
import { type ExportedVideo, exportBounds, toTimecode } from "./export-bounds.ts";
import type { HighlightView } from "./model.ts";

const video: ExportedVideo = { title: "Friday night", fileName: "Friday night.mp4", frameRateNum: 30, frameRateDen: 1 };
const highlight = (over: Partial<HighlightView>): HighlightView => ({
  id: "11111111-1111-4111-8111-111111111111",
  vodId: "v",
  rank: 1,
  origin: "detected",
  startSeconds: 0,
  endSeconds: 0,
  startTicks: 15_360 * 62,
  endTicks: 15_360 * 90 + 512,
  timescale: 15_360,
  boundsFrom: "trimmed",
  peakSeconds: null,
  score: 3.75,
  contributions: [
    { signal: "chat", name: "burst", value: 2, label: "chat 5.1σ (68 messages, 61 people)", evidence: [] },
    { signal: "audio", name: "loudness", value: 0.3, label: "9 dB louder", evidence: [] },
  ],
  title: 'He said "no way", twice',
  reviewState: "approved",
  refineState: "none",
  refineReason: null,
  isClipable: null,
  clipableReason: null,
  confidence: null,
  cutState: "none",
  cutReason: null,
  editVersion: 1,
  ...over,
});
const two = [
  highlight({}),
  highlight({ id: "2", title: null, startTicks: 0, endTicks: 15_360, reviewState: "suggested", contributions: [] }),
];

test("CSV: seconds, quoted text, and the reasons", () => {
  expect(exportBounds("csv", video, two).text).toBe(
    [
      "start_seconds,end_seconds,name,score,decision,reasons,id",
      '62,90.033333,"He said ""no way"", twice",3.75,approved,"chat 5.1σ (68 messages, 61 people); 9 dB louder",11111111-1111-4111-8111-111111111111',
      "0,1,Highlight at 0:00:00,3.75,undecided,,2",
      "",
    ].join("\r\n"),
  );
});

test("CSV: a title that a spreadsheet would run is text", () => {
  const rows = exportBounds("csv", video, [highlight({ title: '=HYPERLINK("http://evil")' })]).text;
  expect(rows).toContain(`"'=HYPERLINK(""http://evil"")"`);
});

test("JSON: ticks as they are, seconds beside them", () => {
  const { text } = exportBounds("json", video, two);
  expect(JSON.parse(text)).toMatchObject({
    video: { title: "Friday night", frameRate: "30/1" },
    highlights: [
      { startSeconds: 62, startTicks: 952_320, endTicks: 1_382_912, timescale: 15_360, decision: "approved" },
      { name: "Highlight at 0:00:00", startSeconds: 0, endSeconds: 1, reasons: [] },
    ],
  });
});

test("LosslessCut: segments of the file beside it", () => {
  expect(JSON.parse(exportBounds("llc", video, two).text)).toEqual({
    version: 1,
    mediaFileName: "Friday night.mp4",
    cutSegments: [
      { start: 62, end: 90.033333, name: 'He said "no way", twice' },
      { start: 0, end: 1, name: "Highlight at 0:00:00" },
    ],
  });
});

test("EDL: each from its place in the video, one after the other", () => {
  expect(exportBounds("edl", video, two).text.split("\r\n")).toEqual([
    "TITLE: Friday night",
    "FCM: NON-DROP FRAME",
    "",
    "001  AX       AA/V  C        00:01:02:00 00:01:30:01 00:00:00:00 00:00:28:01",
    "* FROM CLIP NAME: Friday night.mp4",
    '* COMMENT: He said "no way", twice',
    "",
    "002  AX       AA/V  C        00:00:00:00 00:00:01:00 00:00:28:01 00:00:29:01",
    "* FROM CLIP NAME: Friday night.mp4",
    "* COMMENT: Highlight at 0:00:00",
    "",
  ]);
});

test("EDL: a title can't make lines of its own", () => {
  const { text } = exportBounds("edl", video, [highlight({ title: "a\n002  AX  V  C" })]);
  expect(text.split("\r\n").filter((line) => /^\d{3} /.test(line))).toHaveLength(1);
});

test.each([
  [0, 30, 1, "00:00:00:00"],
  [29, 30, 1, "00:00:00:29"],
  [108_000, 30, 1, "01:00:00:00"],
  [30, 30_000, 1001, "00:00:01:00"],
  [23, 24_000, 1001, "00:00:00:23"],
  [3_599, 60, 1, "00:00:59:59"],
])("frame %i at %i/%i is %s", (frame, frameRateNum, frameRateDen, code) => {
  expect(toTimecode(frame, { frameRateNum, frameRateDen })).toBe(code);
});

test("any text of a title stays one field of CSV", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (title) => {
      const { text } = exportBounds("csv", video, [highlight({ title: `x${title}` })]);
      const field = /^62,90\.033333,("(?:[^"]|"")*"|[^",\r\n]*),3\.75,/.exec(text.slice(text.indexOf("\r\n") + 2));
      expect(field).not.toBeNull();
      const value = field![1]!.startsWith('"') ? field![1]!.slice(1, -1).replaceAll('""', '"') : field![1]!;
      expect(value).toBe(`x${title}`);
    }),
  );
});
