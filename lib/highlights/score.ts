import type { ChatColumns } from "#lib/signals/chat-columns.ts";
import type { StreamEvent, TranscriptSegment } from "#lib/signals/model.ts";
import { chooseLag, estimateLag } from "./estimate-lag.ts";
import { findBounds, findBurst } from "./find-bounds.ts";
import { findPauses } from "./find-pauses.ts";
import { findPeaks } from "./find-peaks.ts";
import type { Contribution, ReactionLag, ScoredHighlight, SignalName, SignalStates } from "./model.ts";
import { type Loudness, scoreAudio } from "./score-audio.ts";
import { scoreChat } from "./score-chat.ts";
import { scoreEvents } from "./score-events.ts";
import type { ScoredSignal, Span } from "./score-signal.ts";
import { scoreTranscript } from "./score-transcript.ts";
import type { DetectionSettings } from "./settings.ts";

export type ScoreInput = {
  chat: ChatColumns;
  events: StreamEvent[];
  transcript: TranscriptSegment[];
  /** Momentary loudness from time zero on; null without audio. */
  loudness: Loudness | null;
  /** Seconds at which the picture changes at once, ascending. */
  sceneChanges: number[];
  /** Lags read off earlier streams of this channel, in seconds. */
  channelLags: number[];
  /** Length of the video; null: as long as the signals reach. */
  durationSeconds: number | null;
  /** How many at most. */
  limit: number;
  /**
   * Lists the whole ranking: weak moments too, marked as such, and peaks whose bounds show the same. The product
   * suggests none of them.
   */
  keepsAll: boolean;
  settings: DetectionSettings;
};

/** The reaction lag is read off this many of the clearest bursts at most. */
const mostBursts = 80;
/** A moment needs this much of a score to be one. */
const lowestScore = 0.1;

/**
 * Ranks a stream's moments. Pure and deterministic: the order of messages, events and segments doesn't matter, and a
 * shift of all times shifts the result. A score is the sum of its contributions' values.
 */
export function scoreHighlights(input: ScoreInput): {
  highlights: ScoredHighlight[];
  states: SignalStates;
  lag: ReactionLag;
} {
  const { settings } = input;
  const span = spanOf(input);
  const signals: Record<SignalName, ScoredSignal> = {
    chat: scoreChat(input.chat, span),
    events: scoreEvents(input.events, span),
    transcript: scoreTranscript(input.transcript, span, settings.keywords),
    audio: scoreAudio(input.loudness, span),
  };
  const names = Object.keys(signals) as SignalName[];
  const total = new Float64Array(span.toSecond - span.fromSecond);
  for (const name of names) {
    const { values } = signals[name];
    const weight = settings.weights[name];
    if (values !== null && weight > 0) for (const [i, value] of values.entries()) total[i] = total[i]! + weight * value;
  }
  const spacing = spacingFor(input.durationSeconds ?? total.length, settings.spacingSeconds);
  const pauses = findPauses(input.transcript, input.loudness);
  const peaks = findPeaks(total, { spacing, limit: Number.POSITIVE_INFINITY, lowest: lowestScore });
  const lag = chooseLag(ownLag(input, signals.chat, peaks, span), input.channelLags, settings.reactionLagSeconds);
  const highlights: ScoredHighlight[] = [];
  for (const at of peaks) {
    if (highlights.length === input.limit) break;
    const peakSeconds = span.fromSecond + at;
    const contributions = names.flatMap((name) => weighted(signals[name].explain(peakSeconds), settings.weights[name]));
    const sigma = signals.chat.sigmaAt?.(peakSeconds) ?? Number.POSITIVE_INFINITY;
    const isWeak = sigma < settings.leastSigma && contributions.every((one) => !countsAlone(one));
    if (isWeak && !input.keepsAll) continue;
    const bounds = findBounds(peakSeconds, signals.chat.activity, {
      lagSeconds: lag.seconds,
      minSeconds: settings.minSeconds,
      maxSeconds: settings.maxSeconds,
      durationSeconds: input.durationSeconds,
      pauses,
      sceneChanges: input.sceneChanges,
    });
    // In a video of minutes, peaks lie close together: what is shown already needs no second suggestion.
    if (!input.keepsAll && highlights.some((one) => showsSame(one, bounds))) continue;
    const score = round(contributions.reduce((sum, one) => sum + one.value, 0));
    highlights.push({ ...bounds, peakSeconds, score, contributions, isWeak });
  }
  // Rounding may have made scores equal: the earlier moment first then.
  highlights.sort((a, b) => b.score - a.score || a.peakSeconds - b.peakSeconds);
  const states = Object.fromEntries(names.map((name) => [name, signals[name].state])) as SignalStates;
  return { highlights, states, lag };
}

/** The lag this stream's own bursts tell, over its clear ones. */
function ownLag(input: ScoreInput, chat: ScoredSignal, peaks: number[], span: Span) {
  const { activity, sigmaAt } = chat;
  if (!activity || !sigmaAt) return null;
  const bursts = peaks
    .map((at) => span.fromSecond + at)
    .filter((second) => sigmaAt(second) >= input.settings.leastSigma)
    .slice(0, mostBursts);
  const onsetSeconds = bursts.map((second) => findBurst(second, activity).onset);
  return estimateLag({
    onsetSeconds,
    loudness: input.loudness,
    events: input.events,
    lengthSeconds: span.toSecond,
  });
}

/** Peaks keep 120 s between them by default; a video shorter than 16 minutes shares itself out in eighths. */
export const spacingFor = (durationSeconds: number, wantedSeconds: number): number =>
  Math.max(5, Math.min(wantedSeconds, Math.floor(durationSeconds / 8)));

type Range = { startSeconds: number; endSeconds: number };

/** Whether four fifths of the shorter one are in both. */
function showsSame(a: Range, b: Range): boolean {
  const shared = Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds);
  return shared >= 0.8 * Math.min(a.endSeconds - a.startSeconds, b.endSeconds - b.startSeconds);
}

/** Evidence beside the burst of chat itself: another signal, or viewers who asked for a clip. */
const countsAlone = (one: Contribution) => one.signal !== "chat" || one.name === "clip_requests";

const round = (value: number) => Math.round(value * 10_000) / 10_000;

const weighted = (contributions: Contribution[], weight: number): Contribution[] =>
  contributions
    .map((one) => ({ ...one, value: round(one.value * weight) }))
    .filter((one) => one.value !== 0)
    .sort((a, b) => b.value - a.value);

/** The whole video where its length is known, else from the first to the last thing any signal knows. */
function spanOf(input: ScoreInput): Span {
  const { chat, events, transcript, loudness, durationSeconds } = input;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  const reach = (first: number, last: number) => {
    from = Math.min(from, Math.max(0, Math.floor(first)));
    to = Math.max(to, Math.floor(last) + 1);
  };
  if (durationSeconds !== null) reach(0, Math.ceil(durationSeconds) - 1);
  else {
    for (const second of chat.seconds) reach(second, second);
    for (const event of events) if (isSane(event.offsetMs)) reach(event.offsetMs / 1000, event.offsetMs / 1000);
    for (const one of transcript) if (isSane(one.startMs)) reach(one.startMs / 1000, one.startMs / 1000);
    if (loudness !== null) reach(0, loudness.samples.length / loudness.samplesPerSecond - 1);
  }
  return to > from ? { fromSecond: from, toSecond: to } : { fromSecond: 0, toSecond: 0 };
}

const isSane = (offsetMs: number) => offsetMs >= 0 && offsetMs < 7 * 86_400_000;
