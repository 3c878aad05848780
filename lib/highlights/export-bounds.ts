import { formatTimestamp, ticksToSeconds } from "#lib/time.ts";
import { type HighlightView, wordsOfState } from "./model.ts";

export const exportFormats = ["csv", "json", "edl", "llc"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The video that bounds are of; its file is named as it would be looked for beside the list. */
export type ExportedVideo = { title: string; fileName: string; frameRateNum: number; frameRateDen: number };

/** A list of bounds as a file: its text, type and the end of its name. Pure. */
export function exportBounds(
  format: ExportFormat,
  video: ExportedVideo,
  highlights: readonly HighlightView[],
): { text: string; contentType: string; extension: string } {
  const { write, contentType } = writers[format];
  return { text: write(video, highlights), contentType, extension: format };
}

type Write = (video: ExportedVideo, highlights: readonly HighlightView[]) => string;

const nameOf = ({ title, startTicks, timescale }: HighlightView): string =>
  title ?? `Highlight at ${formatTimestamp(ticksToSeconds(startTicks, timescale), 0)}`;
const reasonsOf = ({ contributions }: HighlightView): string => contributions.map((one) => one.label).join("; ");
/** To the microsecond, without a tail of zeros. */
const seconds = (ticks: number, timescale: number): number => Number(ticksToSeconds(ticks, timescale).toFixed(6));

/** Fields as RFC 4180 has them; text that a spreadsheet would take for a formula gets an apostrophe in front. */
function csvField(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const csv: Write = (_video, highlights) => {
  const head = ["start_seconds", "end_seconds", "name", "score", "decision", "reasons", "id"];
  const rows = highlights.map((one) => [
    seconds(one.startTicks, one.timescale),
    seconds(one.endTicks, one.timescale),
    nameOf(one),
    one.score,
    wordsOfState[one.reviewState],
    reasonsOf(one),
    one.id,
  ]);
  return [head, ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
};

const json: Write = (video, highlights) =>
  `${JSON.stringify(
    {
      video: { title: video.title, frameRate: `${video.frameRateNum}/${video.frameRateDen}` },
      highlights: highlights.map((one) => ({
        id: one.id,
        name: nameOf(one),
        startSeconds: seconds(one.startTicks, one.timescale),
        endSeconds: seconds(one.endTicks, one.timescale),
        startTicks: one.startTicks,
        endTicks: one.endTicks,
        timescale: one.timescale,
        score: one.score,
        decision: wordsOfState[one.reviewState],
        reasons: one.contributions.map(({ signal, label, value }) => ({ signal, label, value })),
      })),
    },
    null,
    2,
  )}\n`;

/** A project of LosslessCut: segments in seconds, of the file beside it. */
const llc: Write = (video, highlights) =>
  `${JSON.stringify(
    {
      version: 1,
      mediaFileName: video.fileName,
      cutSegments: highlights.map((one) => ({
        start: seconds(one.startTicks, one.timescale),
        end: seconds(one.endTicks, one.timescale),
        name: nameOf(one),
      })),
    },
    null,
    2,
  )}\n`;

/** `h:mm:ss:ff` of a frame, counted without drops at the nominal whole rate. */
export function toTimecode(frame: number, video: Pick<ExportedVideo, "frameRateNum" | "frameRateDen">): string {
  const rate = Math.round(video.frameRateNum / video.frameRateDen);
  const two = (value: number) => String(value).padStart(2, "0");
  const whole = Math.floor(frame / rate);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60, frame % rate].map(two).join(":");
}

/** A CMX 3600 edit list: the highlights one after the other, each from its place in the video (reel AX). */
const edl: Write = (video, highlights) => {
  const frameOf = (ticks: number, timescale: number) =>
    Math.round((ticks * video.frameRateNum) / (timescale * video.frameRateDen));
  const line = (text: string) => text.replace(/[\r\n]+/g, " ");
  let at = 0;
  const events = highlights.flatMap((one, n) => {
    const from = frameOf(one.startTicks, one.timescale);
    const to = frameOf(one.endTicks, one.timescale);
    const [into, out] = [at, at + to - from];
    at = out;
    const codes = [from, to, into, out].map((frame) => toTimecode(frame, video)).join(" ");
    return [
      `${String(n + 1).padStart(3, "0")}  AX       AA/V  C        ${codes}`,
      `* FROM CLIP NAME: ${line(video.fileName)}`,
      `* COMMENT: ${line(nameOf(one))}`,
      "",
    ];
  });
  return [`TITLE: ${line(video.title)}`, "FCM: NON-DROP FRAME", "", ...events].join("\r\n");
};

const writers: Record<ExportFormat, { write: Write; contentType: string }> = {
  csv: { write: csv, contentType: "text/csv; charset=utf-8" },
  json: { write: json, contentType: "application/json; charset=utf-8" },
  edl: { write: edl, contentType: "text/plain; charset=utf-8" },
  llc: { write: llc, contentType: "application/json; charset=utf-8" },
};
