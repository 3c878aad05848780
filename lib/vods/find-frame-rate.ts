import type { Rational } from "#lib/platform/ffmpeg/parse-probe.ts";

/** Rates cameras and encoders use; containers that count milliseconds only come near them. */
const usual: Rational[] = [24, 25, 30, 48, 50, 60, 90, 100, 120, 144, 240]
  .map((num) => ({ num, den: 1 }))
  .concat([24, 30, 48, 60, 120, 240].map((fps) => ({ num: fps * 1000, den: 1001 })));

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** Whether frames come evenly (each within a tick or 10 % of the usual duration, but for a few) and at what rate. Pure. */
export function findFrameRate(
  video: { timescale: number; durations: Map<number, number> },
  source: Rational | null,
): Rational & { isVariable: boolean } {
  const count = [...video.durations.values()].reduce((sum, one) => sum + one, 0);
  const total = [...video.durations].reduce((sum, [ticks, count]) => sum + ticks * count, 0);
  const [commonTicks] = [...video.durations].sort((a, b) => b[1] - a[1])[0] ?? [1];
  const slack = Math.max(video.timescale / 1000 + 1, commonTicks * 0.1);
  const usualOnes = [...video.durations].filter(([ticks]) => Math.abs(ticks - commonTicks) <= slack);
  const even = usualOnes.reduce((sum, [, frames]) => sum + frames, 0);
  const isVariable = even < count * 0.99 - 1;
  if (isVariable || total <= 0) return { ...(source ?? mean(count, total, video.timescale)), isVariable };
  // Without the gaps: a dropped frame is no slower rate.
  const fps = (even * video.timescale) / usualOnes.reduce((sum, [ticks, frames]) => sum + ticks * frames, 0);
  const away = (rate: Rational) => Math.abs(rate.num / rate.den / fps - 1);
  // Even ticks are the rate itself, but for a time base that only comes near a usual one (19001/317 for 60000/1001).
  const isExact = video.durations.size === 1;
  const slackOfRate = isExact ? 0.00001 : 0.003;
  const [near] = usual.filter((rate) => away(rate) < slackOfRate).sort((one, other) => away(one) - away(other));
  if (isExact) return { ...(near ?? reduced(video.timescale, commonTicks)), isVariable: false };
  return { ...(near ?? nearSource(source, fps) ?? reduced(video.timescale, commonTicks)), isVariable: false };
}

const nearSource = (source: Rational | null, fps: number): Rational | null =>
  source && Math.abs(source.num / source.den / fps - 1) < 0.01 ? source : null;

const mean = (frames: number, ticks: number, timescale: number): Rational =>
  ticks > 0 && frames > 0
    ? reduced(Math.max(1, Math.round((frames * timescale * 1000) / ticks)), 1000)
    : { num: 25, den: 1 };

function reduced(num: number, den: number): Rational {
  const divisor = Math.max(1, greatestCommonDivisor(num, den));
  return { num: num / divisor, den: den / divisor };
}
