/** Pure shapes and arithmetic of highlights: no I/O, no clock. */

export type SignalName = "chat" | "events" | "transcript" | "audio";

/** What became of a signal in a detection run. */
export type SignalState =
  | { state: "ok"; text: string }
  | { state: "too_sparse"; text: string }
  | { state: "unavailable"; text: string };

export type SignalStates = Record<SignalName, SignalState>;

/** A point of evidence the screen can jump to. */
export type Evidence = { atSeconds: number; text: string };

/**
 * A signal's named share of a score. `value` is what it adds; `label` says it in words ("chat 5.1σ", "raid 120");
 * `evidence` are the messages, events or words behind it (at most 5).
 */
export type Contribution = { signal: SignalName; name: string; value: number; label: string; evidence: Evidence[] };

/** A scored moment, before it becomes a row. Seconds after VOD time zero. */
export type ScoredHighlight = {
  startSeconds: number;
  endSeconds: number;
  /** Where the chat reaction peaks. */
  peakSeconds: number;
  score: number;
  contributions: Contribution[];
  /** The chat's burst is under the floor of σ and nothing else speaks for the moment. */
  isWeak: boolean;
};

/**
 * How long after a moment the chat reacts, as used for bounds: seconds from a moment worth showing to the burst's onset.
 * `from`: this stream's sound or events, the channel's earlier streams, or the setting. `own`: what this stream told.
 */
export type ReactionLag = {
  seconds: number;
  from: "audio" | "events" | "channel" | "setting";
  own: { seconds: number; from: "audio" | "events"; bursts: number; prominence: number } | null;
};

/** Bounds in a media time base: start is the first frame shown, end the first frame not shown. */
export type Bounds = { startTicks: number; endTicks: number; timescale: number };

type BoundsColumns = {
  timescale: number;
  detectedStartTicks: number;
  detectedEndTicks: number;
  refinedStartTicks: number | null;
  refinedEndTicks: number | null;
  trimmedStartTicks: number | null;
  trimmedEndTicks: number | null;
};

/** The bounds that count: trimmed, else refined, else detected. */
export function effectiveBounds(row: BoundsColumns): Bounds & { from: "trimmed" | "refined" | "detected" } {
  const { timescale } = row;
  if (row.trimmedStartTicks !== null && row.trimmedEndTicks !== null) {
    return { startTicks: row.trimmedStartTicks, endTicks: row.trimmedEndTicks, timescale, from: "trimmed" };
  }
  if (row.refinedStartTicks !== null && row.refinedEndTicks !== null) {
    return { startTicks: row.refinedStartTicks, endTicks: row.refinedEndTicks, timescale, from: "refined" };
  }
  return { startTicks: row.detectedStartTicks, endTicks: row.detectedEndTicks, timescale, from: "detected" };
}

/** What a clip was cut from; `plan` says where its window of the media ends. */
type CutAttempt = { timescale: number; startTicks: number; endTicks: number; plan: unknown };

/**
 * Whether a clip was cut from other bounds than these (an end past the media is clamped in the attempt), or shows captions
 * of another version than the highlight's caption text has (null: nobody wrote any).
 */
export function isCutStale(attempt: CutAttempt, bounds: Bounds, captionsVersion: number | null): boolean {
  const scale = attempt.timescale / bounds.timescale;
  const plan = attempt.plan as {
    window?: { endTicks: number };
    render?: { captions: string; captionsVersion?: number };
  } | null;
  const isCaptioned = (plan?.render?.captions ?? "off") !== "off";
  if (isCaptioned && (plan?.render?.captionsVersion ?? 0) !== (captionsVersion ?? 0)) return true;
  const start = Math.round(bounds.startTicks * scale);
  const end = Math.round(bounds.endTicks * scale);
  const mediaEnd = plan?.window?.endTicks ?? attempt.endTicks;
  return (
    start !== attempt.startTicks || (end !== attempt.endTicks && !(end > mediaEnd && attempt.endTicks === mediaEnd))
  );
}

/**
 * What a re-run changed: counts of highlights. `protected` were cut, approved, trimmed, rejected or made by hand and
 * stayed as they are. `changes` names those that aren't where they were, in time order (runs of before don't have it).
 */
export type DetectionDiff = {
  kept: number;
  moved: number;
  added: number;
  gone: number;
  protected: number;
  changes?: DetectionChange[];
  /** The protected ones, in time order (runs of before don't have it). */
  untouched?: UntouchedHighlight[];
};

/** Seconds of the start, before and after; null where there is none. The ends are not there in runs of before. */
export type DetectionChange = {
  kind: "moved" | "added" | "gone";
  fromSeconds: number | null;
  toSeconds: number | null;
  fromEndSeconds?: number | null;
  toEndSeconds?: number | null;
};

/** A highlight that a re-run left alone, and why. */
export type UntouchedHighlight = {
  startSeconds: number;
  endSeconds: number;
  because: "cut" | "approved" | "rejected" | "trimmed" | "manual";
};

export type DetectionRunView = {
  id: string;
  vodId: string;
  trigger: "auto" | "screen" | "cli";
  state: "queued" | "running" | "done" | "failed";
  failureCode: string | null;
  failureText: string | null;
  signalStates: SignalStates | null;
  diff: DetectionDiff | null;
  lag: ReactionLag | null;
  createdAt: Date;
  /** When it began to read the signals. */
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** A highlight as screens and the command line see it. Bounds are those that count (`boundsFrom`). */
export type HighlightView = {
  id: string;
  vodId: string;
  rank: number | null;
  origin: "detected" | "manual";
  startSeconds: number;
  endSeconds: number;
  startTicks: number;
  endTicks: number;
  timescale: number;
  boundsFrom: "trimmed" | "refined" | "detected";
  peakSeconds: number | null;
  score: number;
  contributions: Contribution[];
  title: string | null;
  reviewState: "suggested" | "approved" | "rejected";
  refineState: "none" | "queued" | "running" | "done" | "failed" | "skipped";
  refineReason: string | null;
  isClipable: boolean | null;
  clipableReason: string | null;
  confidence: number | null;
  cutState: "none" | "queued" | "cutting" | "ready" | "failed" | "skipped" | "stale";
  cutReason: string | null;
  /** Raised with every change by a person, and when detection moves it; what a person changes names the one they saw. */
  editVersion: number;
};

/** A decision in a word. */
export const wordsOfState = { suggested: "undecided", approved: "approved", rejected: "rejected" } as const;

/** What is drawn over a VOD's whole length. Seconds are VOD time; entry `n` of a curve is its second `n`. */
export type Minimap = {
  durationSeconds: number;
  chatPerSecond: Uint16Array;
  /** Mean momentary loudness in half decibels above `quietestDb`; null where the VOD has no audio. */
  loudnessPerSecond: Uint8Array | null;
  events: MinimapEvent[];
  /** Telling words that were spoken, as `lib/highlights/telling-words.ts` knows them. */
  spoken: { atSeconds: number; word: string }[];
  highlights: MinimapHighlight[];
  /** Stretches there is a finished clip of. */
  clips: { startSeconds: number; endSeconds: number }[];
};

export type MinimapEvent = { atSeconds: number; kind: string; amount: number | null };

export type MinimapHighlight = Pick<
  HighlightView,
  "id" | "startSeconds" | "endSeconds" | "score" | "rank" | "title" | "reviewState" | "cutState"
>;

/** What loudness counts from: nothing quieter is told apart. */
export const quietestDb = -100;

/** Of the `n` best suggestions: how many were judged, how many of those were right, and the share (null before any). */
export type Precision = { n: number; judged: number; right: number; precision: number | null };

/** What the trim editor draws of a stretch of a VOD. Places are seconds of the VOD, ascending, within the stretch. */
export type Lane = {
  fromSeconds: number;
  toSeconds: number;
  /** Largest sample of each part of the sound, 0 to 100, the first from `fromSeconds` on; null without sound. */
  peaks: { perSecond: number; values: number[] } | null;
  /** Chat messages in each part of the stretch. */
  chat: { perSecond: number; counts: number[] };
  sceneChanges: number[];
  keyframes: number[];
  /** Where a cut doesn't break speech. */
  pauses: number[];
};
