import type { Ctx } from "#lib/context.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";

const width = 640;
const height = 360;
const framesPerSecond = 30;
const burstSeconds = 6;
const sceneColors = ["0x1e293b", "0x312e81", "0x164e63", "0x3f3f46", "0x14532d", "0x4a044e"];

/** Which of the segments a..g (top, upper right, lower right, bottom, lower left, upper left, middle) each digit lights. */
const digits = ["abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"];

/** `drawbox` filters for one digit of a clock; `value` is an ffmpeg expression of `t` giving 0 to 9. No font is needed. */
export function sevenSegmentFilters(value: string, x: number, y: number, size: number): string[] {
  const bar = Math.round(size / 6);
  const boxes: Record<string, [number, number, number, number]> = {
    a: [x, y, size, bar],
    b: [x + size - bar, y, bar, size],
    c: [x + size - bar, y + size - bar, bar, size],
    d: [x, y + 2 * size - 2 * bar, size, bar],
    e: [x, y + size - bar, bar, size],
    f: [x, y, bar, size],
    g: [x, y + size - bar, size, bar],
  };
  return Object.entries(boxes).map(([segment, [left, top, w, h]]) => {
    const lit = digits.flatMap((segments, digit) => (segments.includes(segment) ? [`eq(${value},${digit})`] : []));
    return box(left, top, w, h, "white", lit.join("+"));
  });
}

const box = (x: number, y: number, w: number, h: number, color: string, enable: string): string =>
  `drawbox=x=${x}:y=${y}:w=${w}:h=${h}:color=${color}:t=fill:enable='${enable}'`;

/** Arguments that make the sample video: a clock `m:ss`, scenes of different colours, flashes and loud noise at the bursts. */
export function sampleVideoArgs(input: {
  filePath: string;
  durationSeconds: number;
  burstsAtSeconds: number[];
}): string[] {
  const { durationSeconds, burstsAtSeconds } = input;
  // Half a frame of tolerance, so that the clock turns with the frame whose time is the whole second.
  const second = "floor(t+0.01)";
  const clock = [
    ...sevenSegmentFilters(`mod(floor(${second}/60),10)`, 140, 110, 80),
    box(245, 150, 14, 14, "white", "1"),
    box(245, 200, 14, 14, "white", "1"),
    ...sevenSegmentFilters(`floor(mod(${second},60)/10)`, 285, 110, 80),
    ...sevenSegmentFilters(`mod(${second},10)`, 390, 110, 80),
  ];
  const scenes = sceneColors.map((color, at) =>
    box(0, 0, width, height, color, `eq(mod(floor(t/24),${sceneColors.length}),${at})`),
  );
  const bursting = burstsAtSeconds.map((at) => `between(t,${at},${at + burstSeconds})`).join("+") || "0";
  const flash = box(0, 0, width, height, "0xdc2626", `(${bursting})*lt(mod(t,1),0.5)`);
  // The clock is drawn twice a second only; a bar that moves with every frame comes after.
  const bar = `drawbox=x='mod(t*80,${width})':y=${height - 24}:w=40:h=12:color=0xfacc15:t=fill`;
  const picture = ["format=yuv420p", ...scenes, flash, ...clock, `fps=${framesPerSecond}`];
  const sound = `(random(0)*2-1)*(0.01+0.45*min(1,${bursting}))+0.02*sin(2*PI*220*t)`;
  return [
    ...["-f", "lavfi", "-i", `color=c=black:s=${width}x${height}:r=2:d=${durationSeconds}`],
    ...["-f", "lavfi", "-i", `aevalsrc=exprs='${sound}':s=48000:d=${durationSeconds}`],
    ...["-vf", [...picture, bar].join(",")],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "24", "-pix_fmt", "yuv420p", "-g", "60"],
    ...["-c:a", "aac", "-b:a", "96k", "-ac", "1", "-t", String(durationSeconds)],
    ...["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-movflags", "+faststart"],
    ...["-f", "mp4", input.filePath],
  ];
}

/** Makes a 640x360, 30 fps H.264 + AAC video with a big clock in the picture and noise for 6 s from each burst on. */
export async function makeSampleVideo(
  ctx: Pick<Ctx, "config" | "log" | "signal">,
  input: {
    filePath: string;
    durationSeconds: number;
    burstsAtSeconds: number[];
    onProgress?: (fraction: number) => void;
  },
): Promise<void> {
  await runFfmpeg(ctx, {
    args: sampleVideoArgs(input),
    limits: { timeoutMs: 10 * 60_000 },
    durationSeconds: input.durationSeconds,
    onProgress: ({ fraction }) => input.onProgress?.(fraction ?? 0),
  });
}
