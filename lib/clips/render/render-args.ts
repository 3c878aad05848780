import { ticksToSeconds } from "#lib/time.ts";
import { keepFrameTimes } from "#lib/vods/process-args.ts";
import type { CutPlan } from "../model.ts";
import { type RenderSpec, type Size, targetLufs } from "./model.ts";
import { buildPictureGraph, escapeFilterValue } from "./picture-graph.ts";

/** A local window file whose frame times are VOD ticks + `zeroPtsTicks`. */
export type RenderSource = { filePath: string; zeroPtsTicks: number; hasAudio: boolean };

type Stretch = { source: RenderSource; plan: CutPlan };

/** Sample peaks are kept 1.5 dB below full scale: lossy encoding adds about that much. */
const peakLimit = 0.84;

/** Filters that turn the sound up by `gainDb` and hold its peaks down. */
const loudnessFilters = (gainDb: number): string[] => [
  `volume=${gainDb.toFixed(3)}dB`,
  `alimiter=limit=${peakLimit}:attack=5:release=50:level=0`,
];

/** The clip's sound from the window, to the sample; silence where it starts later than the picture. */
function soundOf({ source, plan }: Stretch): string {
  const seconds = (ticks: number) => ticksToSeconds(ticks + source.zeroPtsTicks, plan.timescale).toFixed(6);
  const from = seconds(plan.startTicks);
  return `[0:a:0]atrim=start=${from}:end=${seconds(plan.endTicks)},asetpts=PTS-${from}/TB,aresample=async=1:first_pts=0`;
}

/**
 * ffmpeg's arguments for one encode of exactly the plan's frames in the spec's picture, straight from the window.
 * `gainDb` null: the sound keeps its loudness. `script`: captions and chat, drawn by libass.
 */
export function buildRenderArgs(
  input: Stretch & {
    spec: RenderSpec;
    sourceSize: Size;
    script: { filePath: string; fontsDir: string } | null;
    gainDb: number | null;
    outPath: string;
    ffmpegMajor: number;
  },
): string[] {
  const { source, plan, script, gainDb } = input;
  const from = plan.startTicks + source.zeroPtsTicks;
  const to = plan.endTicks + source.zeroPtsTicks;
  const drawn = script
    ? [`ass=filename=${escapeFilterValue(script.filePath)}:fontsdir=${escapeFilterValue(script.fontsDir)}`]
    : [];
  const graph = [
    `[0:v:0]settb=1/${plan.timescale},trim=start_pts=${from}:end_pts=${to},setpts=PTS-${from}[window]`,
    buildPictureGraph({ spec: input.spec, source: input.sourceSize, from: "[window]", to: "[v]", after: drawn }),
  ];
  if (source.hasAudio) {
    const louder = gainDb === null ? [] : [...loudnessFilters(gainDb), "aresample=48000"];
    graph.push(`${[soundOf(input), ...louder].join(",")}[a]`);
  }
  return [
    ...["-copyts", "-f", "mov", "-i", source.filePath, "-filter_complex", graph.join(";"), "-map", "[v]"],
    ...(source.hasAudio ? ["-map", "[a]", "-c:a", "aac", "-b:a", "192k"] : []),
    ...keepFrameTimes(input.ffmpegMajor),
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-maxrate", "12M", "-bufsize", "24M"],
    ...["-pix_fmt", "yuv420p", "-video_track_timescale", String(plan.timescale)],
    ...["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", input.outPath],
  ];
}

/** ffmpeg's arguments for measuring the clip's loudness after `gainDb` (null: as it is). The result is on stderr. */
export function buildMeasureArgs({ source, plan, gainDb }: Stretch & { gainDb: number | null }): string[] {
  const filters = [soundOf({ source, plan }), ...(gainDb === null ? [] : loudnessFilters(gainDb)), "ebur128"];
  return [
    ...["-v", "info", "-copyts", "-f", "mov", "-i", source.filePath],
    ...["-filter_complex", `${filters.join(",")}[a]`, "-map", "[a]", "-f", "null", "/dev/null"],
  ];
}

/** Integrated loudness (LUFS) out of what ebur128 said at its end; null when there is none. */
export function parseLoudness(stderrTail: string): number | null {
  const summary = stderrTail.slice(Math.max(0, stderrTail.lastIndexOf("Integrated loudness:")));
  const value = /^Integrated loudness:\s*I:\s*(-?[\d.]+) LUFS/.exec(summary)?.[1];
  return value === undefined ? null : Number(value);
}

/** The next gain to try: so much louder as the last try was too quiet. Null once it is right within a third of a LU. */
export function nextGain(gainDb: number, measuredLufs: number): number | null {
  const missing = targetLufs - measuredLufs;
  return Math.abs(missing) <= 0.33 ? null : Math.min(40, gainDb + missing);
}
