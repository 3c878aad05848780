import { createIntegratedLoudness } from "./integrated-loudness.ts";

/**
 * Curves of a sound, first value at timeline zero. `momentary`: 10 a second, LUFS of the 400 ms around n/10 s.
 * `integrated`: 1 a second, gated LUFS of everything up to the end of second n. Both by ITU-R BS.1770-4; -100 is
 * silence. `peaks`: 100 a second, largest sample of the hundredth, 0 to 1: fine enough to see a bound between two frames.
 */
export type SoundCurves = { momentary: Float32Array; integrated: Float32Array; peaks: Float32Array };

export const silenceLufs = -100;
/** The K-weighting's coefficients are those of this rate. */
export const loudnessSampleRate = 48_000;
const stepsPerSecond = 10;
export const peaksPerSecond = 100;
const stepSamples = loudnessSampleRate / stepsPerSecond;
const peakSamples = loudnessSampleRate / peaksPerSecond;
/** A momentary window is this many steps. */
const windowSteps = 4;

/**
 * Measures interleaved 16-bit little-endian PCM of one or two channels at 48 kHz as it streams by.
 * `startSamples`: how long after timeline zero the first sample is; what comes before zero (negative) is not counted.
 */
export function createSoundMeter(channels: 1 | 2, startSamples: number) {
  const energies: number[] = [];
  const peaks = createGrowing();
  const filters = new Float64Array(8);
  let rest: Buffer = Buffer.alloc(0);
  let toSkip = Math.max(0, -startSamples);
  const early = Math.max(0, startSamples);
  for (let n = Math.floor(early / stepSamples); n > 0; n -= 1) energies.push(0);
  for (let n = Math.floor(early / peakSamples); n > 0; n -= 1) peaks.push(0);
  let inStep = early % stepSamples;
  let inPeak = early % peakSamples;
  let energy = 0;
  let peak = 0;

  const push = (chunk: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const frames = Math.floor(bytes.length / (2 * channels));
    rest = Buffer.from(bytes.subarray(frames * 2 * channels));
    // An Int16Array needs an aligned start; chunks from a pipe may not have one.
    const aligned = bytes.byteOffset % 2 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
    const samples = new Int16Array(aligned.buffer, aligned.byteOffset, frames * channels);
    let frame = Math.min(toSkip, frames);
    toSkip -= frame;
    while (frame < frames) {
      const end = Math.min(frames, frame + peakSamples - inPeak);
      const found = weigh(samples, { from: frame * channels, to: end * channels, channels }, filters);
      energy += found.energy;
      peak = Math.max(peak, found.peak);
      inStep += end - frame;
      inPeak += end - frame;
      frame = end;
      if (inPeak < peakSamples) continue;
      peaks.push(peak);
      inPeak = 0;
      peak = 0;
      // A step is a whole number of peaks: it ends where one does.
      if (inStep < stepSamples) continue;
      energies.push(energy / stepSamples);
      inStep = 0;
      energy = 0;
    }
  };

  const finish = (): SoundCurves => {
    if (inStep > stepSamples / 2) energies.push(energy / inStep);
    if (inPeak > peakSamples / 2) peaks.push(peak);
    return {
      momentary: Float32Array.from(energies, (_, n) => toLufs(meanOf(energies, n - windowSteps / 2))),
      integrated: integrate(energies),
      peaks: peaks.get(),
    };
  };
  return { push, finish };
}

/**
 * Adds up the weighted energy of `samples[from, to)`, full scale being 1. The K-weighting is a high shelf and a high pass;
 * `filters` keeps their states. Both channels go in one step: their sums don't wait for each other, which is twice as fast.
 */
function weigh(
  samples: Int16Array,
  { from, to, channels }: { from: number; to: number; channels: 1 | 2 },
  filters: Float64Array,
): { energy: number; peak: number } {
  let [a1 = 0, a2 = 0, b1 = 0, b2 = 0, c1 = 0, c2 = 0, d1 = 0, d2 = 0] = filters;
  let energy = 0;
  let peak = 0;
  for (let n = from; n < to; n += channels) {
    const left = samples[n]! / 32_768;
    const right = channels === 2 ? samples[n + 1]! / 32_768 : 0;
    if (left > peak) peak = left;
    else if (-left > peak) peak = -left;
    if (right > peak) peak = right;
    else if (-right > peak) peak = -right;
    const shelvedLeft = 1.53512485958697 * left + a1;
    a1 = a2 - 2.69169618940638 * left + 1.69065929318241 * shelvedLeft;
    a2 = 1.19839281085285 * left - 0.73248077421585 * shelvedLeft;
    const shelvedRight = 1.53512485958697 * right + b1;
    b1 = b2 - 2.69169618940638 * right + 1.69065929318241 * shelvedRight;
    b2 = 1.19839281085285 * right - 0.73248077421585 * shelvedRight;
    const passedLeft = shelvedLeft + c1;
    c1 = c2 - 2 * shelvedLeft + 1.99004745483398 * passedLeft;
    c2 = shelvedLeft - 0.99007225036621 * passedLeft;
    const passedRight = shelvedRight + d1;
    d1 = d2 - 2 * shelvedRight + 1.99004745483398 * passedRight;
    d2 = shelvedRight - 0.99007225036621 * passedRight;
    energy += passedLeft * passedLeft + passedRight * passedRight;
  }
  // Filters that fade out in silence would end in denormal numbers, which are slow.
  filters.set([a1, a2, b1, b2, c1, c2, d1, d2]);
  for (let n = 0; n < filters.length; n += 1) if (Math.abs(filters[n]!) < 1e-15) filters[n] = 0;
  return { energy, peak };
}

/** Numbers of 4 bytes that come one by one: a day of peaks is 8.6 million. */
function createGrowing() {
  let values = new Float32Array(1 << 16);
  let length = 0;
  const push = (value: number) => {
    if (length === values.length) {
      const larger = new Float32Array(values.length * 2);
      larger.set(values);
      values = larger;
    }
    values[length] = value;
    length += 1;
  };
  return { push, get: () => values.slice(0, length) };
}

/** Mean energy of the window's steps from `first` on; at the ends, of those there are. */
function meanOf(energies: number[], first: number): number {
  const from = Math.max(0, first);
  const to = Math.min(energies.length, first + windowSteps);
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += energies[n]!;
  return sum / (to - from);
}

function integrate(energies: number[]): Float32Array {
  const gated = createIntegratedLoudness();
  const seconds = new Float32Array(Math.ceil(energies.length / stepsPerSecond));
  for (let second = 0; second < seconds.length; second += 1) {
    for (let n = second * stepsPerSecond; n < Math.min(energies.length, (second + 1) * stepsPerSecond); n += 1) {
      if (n >= windowSteps - 1) gated.add(meanOf(energies, n - windowSteps + 1));
    }
    seconds[second] = toLufs(gated.getEnergy());
  }
  return seconds;
}

const toLufs = (energy: number): number =>
  energy > 0 ? Math.max(silenceLufs, -0.691 + 10 * Math.log10(energy)) : silenceLufs;
