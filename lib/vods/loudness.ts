/** Curves of a sound: level and peak every tenth of a second, level every second. dBFS, -100 is silence; peaks 0 to 1. */
export type SoundCurves = { momentary: Float32Array; integrated: Float32Array; peaks: Float32Array };

export const silenceDbfs = -100;
const stepsPerSecond = 10;

/**
 * Measures mono 32-bit float little-endian PCM as it streams by. `skipSamples` at the start are not counted
 * (negative: silence comes before), which puts sample 0 at timeline zero.
 */
export function createSoundMeter(sampleRate: number, skipSamples: number) {
  const stepSamples = sampleRate / stepsPerSecond;
  const energies: number[] = [];
  const peaks: number[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let toSkip = Math.max(0, skipSamples);
  let inStep = 0;
  let energy = 0;
  let peak = 0;
  const endStep = () => {
    energies.push(energy / stepSamples);
    peaks.push(peak);
    inStep = 0;
    energy = 0;
    peak = 0;
  };
  for (let early = Math.round(Math.max(0, -skipSamples) / stepSamples); early > 0; early -= 1) endStep();

  const push = (chunk: Buffer) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const count = Math.floor(bytes.length / 4);
    rest = Buffer.from(bytes.subarray(count * 4));
    // A Float32Array needs an aligned start; chunks from a pipe may not have one.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
    const samples = new Float32Array(aligned.buffer, aligned.byteOffset, count);
    for (let n = Math.min(toSkip, count); n < count; n += 1) {
      const value = samples[n]!;
      energy += value * value;
      const size = value < 0 ? -value : value;
      if (size > peak) peak = size;
      inStep += 1;
      if (inStep >= stepSamples) endStep();
    }
    toSkip = Math.max(0, toSkip - count);
  };

  const finish = (): SoundCurves => {
    if (inStep > stepSamples / 2) endStep();
    const seconds = Math.ceil(energies.length / stepsPerSecond);
    const integrated = new Float32Array(seconds);
    for (let second = 0; second < seconds; second += 1) {
      const part = energies.slice(second * stepsPerSecond, (second + 1) * stepsPerSecond);
      integrated[second] = toDbfs(part.reduce((sum, one) => sum + one, 0) / part.length);
    }
    return { momentary: Float32Array.from(energies, toDbfs), integrated, peaks: Float32Array.from(peaks) };
  };
  return { push, finish };
}

const toDbfs = (energy: number): number => (energy > 0 ? Math.max(silenceDbfs, 10 * Math.log10(energy)) : silenceDbfs);
