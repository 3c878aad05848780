import { loudnessPerSecond, type RefinementInput } from "../model.ts";

/** A place to cut. `penalty` 0: between sentences; higher: it costs the viewer something. Seconds of the VOD. */
export type CutPlace = { atSeconds: number; penalty: number };

type Stretch = { startSeconds: number; endSeconds: number };
/** `isSentenceEnd` null: nobody knows what is said. */
type Pause = Stretch & { isSentenceEnd: boolean | null };

const shortestPauseSeconds = 0.3;
/** What is left of a pause beside the words: a breath before, an echo after. */
const breathSeconds = 0.25;
const echoSeconds = 0.35;
/** Speech stops where the sound is this far below what is usual in the window. */
const quietDb = 10;
const silenceLufs = -50;
const midSpeechPenalty = 2.5;
/** Loud, but nobody knows whether it is speech. */
const loudPenalty = 2;
const endsSentence = /[.!?…。！？]["'”’)\]]*$/u;

/** Places to begin and to end at, from the gaps in what is said and in what is heard. Pure. */
export function findCuts(input: Pick<RefinementInput, "window" | "transcript" | "loudness">): {
  starts: CutPlace[];
  ends: CutPlace[];
} {
  const pauses = [...findSpeechPauses(input), ...findQuietPauses(input)];
  const starts = pauses.map((pause) => ({
    atSeconds: pause.endSeconds - Math.min(breathSeconds, lengthOf(pause) / 2),
    penalty: penaltyOf(pause),
  }));
  const ends = pauses.map((pause) => ({
    atSeconds: pause.startSeconds + Math.min(echoSeconds, lengthOf(pause) / 2),
    penalty: penaltyOf(pause),
  }));
  return { starts, ends };
}

/** What it costs to cut at any other place: nothing where nobody speaks, much in the middle of a word. */
export function penaltyAt(
  input: Pick<RefinementInput, "window" | "transcript" | "loudness">,
  atSeconds: number,
): number {
  if (findSpeechPauses(input).some((pause) => isWithin(pause, atSeconds))) return 0;
  if (findQuietPauses(input).some((pause) => isWithin(pause, atSeconds))) return 0;
  const isSpoken = input.transcript.some((line) => isWithin(line, atSeconds));
  if (isSpoken) return midSpeechPenalty;
  return input.loudness === null ? 0 : loudPenalty;
}

const lengthOf = (stretch: Stretch) => stretch.endSeconds - stretch.startSeconds;
const isWithin = (stretch: Stretch, atSeconds: number) =>
  atSeconds >= stretch.startSeconds - 0.05 && atSeconds <= stretch.endSeconds + 0.05;

/** A sentence's end is free; another pause costs the less the longer it is, and more in the middle of a sentence. */
function penaltyOf(pause: Pause): number {
  if (pause.isSentenceEnd === true) return 0;
  return Math.max(0.2, (pause.isSentenceEnd === false ? 1.5 : 1) - lengthOf(pause) / 2);
}

/** Gaps between lines of the transcript, and the seams of lines where a sentence ends. */
function findSpeechPauses({ transcript, window }: Pick<RefinementInput, "window" | "transcript">): Pause[] {
  const lines = [...transcript].sort((a, b) => a.startSeconds - b.startSeconds);
  const pauses: Pause[] = [];
  // What is before the first line and after the last one is a pause as far as the window shows it.
  let endSeconds = window.startSeconds;
  let isSentenceEnd = true;
  for (const line of lines) {
    const gapSeconds = line.startSeconds - endSeconds;
    if (gapSeconds >= shortestPauseSeconds || (isSentenceEnd && gapSeconds >= 0)) {
      pauses.push({ startSeconds: endSeconds, endSeconds: line.startSeconds, isSentenceEnd });
    }
    if (line.endSeconds < endSeconds) continue;
    endSeconds = line.endSeconds;
    isSentenceEnd = endsSentence.test(line.text.trim());
  }
  if (lines.length > 0 && endSeconds < window.endSeconds) {
    pauses.push({ startSeconds: endSeconds, endSeconds: window.endSeconds, isSentenceEnd });
  }
  return pauses;
}

/** Stretches where the sound drops well below the window's usual level, or to silence. */
function findQuietPauses({ loudness, window }: Pick<RefinementInput, "window" | "loudness">): Pause[] {
  if (loudness === null || loudness.length === 0) return [];
  const usual = [...loudness].sort((a, b) => a - b)[Math.floor(loudness.length * 0.75)]!;
  const quietBelow = Math.max(silenceLufs, usual - quietDb);
  const pauses: Pause[] = [];
  let from: number | null = null;
  for (let sample = 0; sample <= loudness.length; sample += 1) {
    const isQuiet = sample < loudness.length && loudness[sample]! < quietBelow;
    if (isQuiet && from === null) from = sample;
    if (isQuiet || from === null) continue;
    // A sample is the loudness of the 400 ms around it: the pause itself reaches 0.1 s further on each side.
    const startSeconds = window.startSeconds + (from - 1) / loudnessPerSecond;
    const endSeconds = window.startSeconds + sample / loudnessPerSecond;
    if (endSeconds - startSeconds >= shortestPauseSeconds) {
      pauses.push({ startSeconds, endSeconds, isSentenceEnd: null });
    }
    from = null;
  }
  return pauses;
}
