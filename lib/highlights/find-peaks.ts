/**
 * Local maxima of `values` in descending order (ties: the earlier first), thinned so that kept ones are at least
 * `spacing` apart, at most `limit`. Values at or below `lowest` are no peaks. Pure.
 */
export function findPeaks(values: Float64Array, options: { spacing: number; limit: number; lowest: number }): number[] {
  const candidates: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    if (value <= options.lowest) continue;
    // The last sample of a plateau stands for it.
    if ((i === 0 || value >= values[i - 1]!) && (i === values.length - 1 || value > values[i + 1]!)) candidates.push(i);
  }
  candidates.sort((a, b) => values[b]! - values[a]! || a - b);
  const kept: number[] = [];
  for (const candidate of candidates) {
    if (kept.every((one) => Math.abs(one - candidate) >= options.spacing)) kept.push(candidate);
    if (kept.length >= options.limit) break;
  }
  return kept;
}
