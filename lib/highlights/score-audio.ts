import { movingMean } from "#lib/signals/moving-mean.ts";
import { type ScoredSignal, type Span, unusedSignal } from "./score-signal.ts";

/** Momentary loudness in dB from VOD time zero on. */
export type Loudness = { samplesPerSecond: number; samples: Float32Array };

const quietest = -70;
const scale = 0.25;
const highest = 0.6;
/** Less than this above its surroundings nobody hears as louder. */
const leastDb = 1;
/** The sound comes first, the chat answers: a peak looks this far back. */
const lookBackSeconds = 25;

/** The audio signal: `0.25 · log1p` of how far (in σ) the loudest second of the 25 s before stands out, at most 0.6. */
export function scoreAudio(loudness: Loudness | null, span: Span): ScoredSignal {
  if (loudness === null) return unusedSignal("no audio");
  const seconds = secondsOf(loudness);
  if (seconds.length < 10) return unusedSignal("audio shorter than 10 s", "too_sparse");
  const baseline = movingMean(seconds, 601);
  const squares = seconds.map((value, i) => (value - baseline[i]!) ** 2);
  const deviation = movingMean(squares, 601).map((value) => Math.sqrt(Math.max(0, value)));
  const excess = seconds.map((value, i) => Math.max(0, value - baseline[i]!) / Math.max(1, deviation[i]!));
  const loudest = (second: number): number => {
    let best = Math.max(0, second - lookBackSeconds);
    for (let i = best; i <= Math.min(second, excess.length - 1); i += 1) if (excess[i]! > excess[best]!) best = i;
    return best;
  };
  const values = new Float64Array(span.toSecond - span.fromSecond);
  for (let i = 0; i < values.length; i += 1) {
    const second = span.fromSecond + i;
    const louderDb = second < excess.length ? excess[loudest(second)]! : 0;
    if (louderDb >= leastDb) values[i] = Math.min(highest, scale * Math.log1p(louderDb));
  }
  return {
    state: { state: "ok", text: `${Math.round(seconds.length)} s of loudness` },
    values,
    explain: (second) => {
      const value = values[second - span.fromSecond] ?? 0;
      if (value <= 0) return [];
      const at = loudest(second);
      const label = `${(seconds[at]! - baseline[at]!).toFixed(0)} dB louder`;
      const text = `${seconds[at]!.toFixed(0)} dB against ${baseline[at]!.toFixed(0)} dB around it`;
      return [{ signal: "audio", name: "loudness", value, label, evidence: [{ atSeconds: at, text }] }];
    },
  };
}

/** The loudest sample of every second; digital silence counts as −70 dB. */
export function secondsOf({ samplesPerSecond, samples }: Loudness): Float64Array {
  const out = new Float64Array(Math.floor(samples.length / samplesPerSecond)).fill(quietest);
  for (let i = 0; i < out.length * samplesPerSecond; i += 1) {
    const second = Math.floor(i / samplesPerSecond);
    const value = samples[i]!;
    if (Number.isFinite(value) && value > out[second]!) out[second] = value;
  }
  return out;
}
