/** A video's frames in decode order: when each is shown (ticks), its size, and whether it is a keyframe. */
export type FrameSizes = { ptsTicks: number[]; sizeBytes: number[]; isKey: boolean[] };

/** Frames on each side that a size is compared with. */
const around = 24;
const timesMedian = 4;
const timesNextLargest = 1.9;
/** A new scene costs like a keyframe, or nearly. */
const ofMeanKeyframe = 0.25;
const closestSeconds = 0.5;

/**
 * Where the picture seems to change at once, ticks ascending, at least half a second apart: frames that cost far more
 * than all around them (an encoder can't predict a new scene), and keyframes out of the encoder's rhythm (it was set to
 * begin a group at cuts). Nothing is decoded. Exact where there are no B-frames, else up to a run of them late. Pure.
 */
export function findSceneChanges(frames: FrameSizes, timescale: number): number[] {
  const found = [...findKeysOutOfRhythm(frames), ...findSpikes(frames)].sort((a, b) => a - b);
  const kept: number[] = [];
  for (const ticks of found) {
    const isFirst = ticks < closestSeconds * timescale;
    if (!isFirst && ticks - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) >= closestSeconds * timescale) kept.push(ticks);
  }
  return kept;
}

function findKeysOutOfRhythm({ ptsTicks, isKey }: FrameSizes): number[] {
  const keys = ptsTicks.filter((_, n) => isKey[n]);
  const gaps = keys.slice(1).map((ticks, n) => ticks - keys[n]!);
  if (gaps.length < 3) return [];
  const sorted = [...gaps].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const isRegular = gaps.filter((gap) => Math.abs(gap - median) <= median * 0.05).length >= gaps.length * 0.6;
  const usual = isRegular ? median : sorted[Math.floor(sorted.length * 0.95)]!;
  const isShort = (n: number) => gaps[n] !== undefined && gaps[n] < usual * 0.8;
  // A rhythm that goes on as if nothing had been: the second of two short groups is no change.
  const isBackInRhythm = (n: number) => isShort(n - 1) && Math.abs(gaps[n - 1]! + gaps[n]! - usual) <= usual * 0.05;
  return keys.slice(1).filter((_, n) => isShort(n) && !isBackInRhythm(n));
}

function findSpikes({ ptsTicks, sizeBytes, isKey }: FrameSizes): number[] {
  const sums = new Float64Array(sizeBytes.length + 1);
  const counts = new Uint32Array(sizeBytes.length + 1);
  for (let n = 0; n < sizeBytes.length; n += 1) {
    sums[n + 1] = sums[n]! + (isKey[n] ? 0 : sizeBytes[n]!);
    counts[n + 1] = counts[n]! + (isKey[n] ? 0 : 1);
  }
  const keySizes = sizeBytes.filter((_, n) => isKey[n]);
  const smallest = (ofMeanKeyframe * keySizes.reduce((sum, size) => sum + size, 0)) / Math.max(1, keySizes.length);
  const found: number[] = [];
  for (let n = 0; n < sizeBytes.length; n += 1) {
    if (isKey[n] || sizeBytes[n]! < smallest) continue;
    const from = Math.max(0, n - around);
    const to = Math.min(sizeBytes.length, n + around + 1);
    const count = counts[to]! - counts[from]!;
    // Sorting is dear; nearly all frames are out by the mean already.
    if (count < around / 2 || sizeBytes[n]! < (1.8 * (sums[to]! - sums[from]!)) / count) continue;
    const others: number[] = [];
    for (let m = from; m < to; m += 1) if (m !== n && !isKey[m]) others.push(sizeBytes[m]!);
    others.sort((a, b) => a - b);
    if (sizeBytes[n]! < timesMedian * others[others.length >> 1]!) continue;
    if (sizeBytes[n]! >= timesNextLargest * others.at(-1)!) found.push(ptsTicks[n]!);
  }
  return found;
}
