/** Centred mean over `width` samples (odd); at the edges over the samples there are. O(n). */
export function movingMean(values: Float64Array, width: number): Float64Array {
  const half = width >> 1;
  const count = values.length;
  const out = new Float64Array(count);
  let sum = 0;
  let size = 0;
  for (let i = 0; i < Math.min(half, count); i += 1) {
    sum += values[i]!;
    size += 1;
  }
  for (let i = 0; i < count; i += 1) {
    if (i + half < count) {
      sum += values[i + half]!;
      size += 1;
    }
    if (i - half - 1 >= 0) {
      sum -= values[i - half - 1]!;
      size -= 1;
    }
    out[i] = sum / size;
  }
  return out;
}

/** Sum over `[i + from, i + to]` of every sample, what lies outside counting as zero. */
export function windowSum(values: Float64Array, from: number, to: number): Float64Array {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  for (let i = 0; i < count; i += 1) sums[i + 1] = sums[i]! + values[i]!;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const lo = Math.max(0, Math.min(count, i + from));
    const hi = Math.max(0, Math.min(count, i + to + 1));
    out[i] = hi > lo ? sums[hi]! - sums[lo]! : 0;
  }
  return out;
}
