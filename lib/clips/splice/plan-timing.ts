/** Decode times for frames whose order of decoding and times of presentation are known. */
export type Timing = {
  /** Per sample in decode order: how long until the next sample is decoded. */
  durations: number[];
  /** Per sample: presentation minus decoding, never negative. */
  compositionOffsets: number[];
  /** Decoding starts at 0, the first frame is shown at this media time: what the edit list skips. */
  delayTicks: number;
  totalTicks: number;
};

/**
 * The i-th sample is decoded when the i-th frame is shown, all earlier by the smallest delay that lets every frame be decoded in time.
 * `pts` in decode order, all different; `endTicks` is the end of the last shown frame.
 */
export function planTiming(pts: number[], endTicks: number): Timing {
  const shown = [...pts].sort((a, b) => a - b);
  let delayTicks = 0;
  for (const [index, value] of pts.entries()) delayTicks = Math.max(delayTicks, shown[index]! - value);
  return {
    durations: shown.map((value, index) => (shown[index + 1] ?? endTicks) - value),
    compositionOffsets: pts.map((value, index) => value - (shown[index]! - delayTicks)),
    delayTicks,
    totalTicks: endTicks - (shown[0] ?? endTicks),
  };
}
