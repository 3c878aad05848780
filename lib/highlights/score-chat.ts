import {
  type ChatColumns,
  chatFeatures,
  evidenceBinSeconds,
  type KeptMessage,
  unitsPerWeight,
} from "#lib/signals/chat-columns.ts";
import { clipRequest } from "#lib/signals/chat-features.ts";
import { movingMean, windowSum } from "#lib/signals/moving-mean.ts";
import type { Contribution, Evidence } from "./model.ts";
import { type ScoredSignal, type Span, unusedSignal } from "./score-signal.ts";

/** Measured on the shared chats; see docs/decisions/chat-scoring.md. */
const meanSeconds = 25;
const baselineSeconds = 601;
const weights = { laughing: 3, capitals: 1, excited: 1, stretched: 0.5, repeated: 1 };
const clipWeight = 1.75;
const clipWindow = { from: -12, to: 32 };
/** Requests add at most this many times the reaction itself: they confirm a moment, they don't make one. */
const clipPerReaction = 2;
/** A shorter chat has no surroundings to measure a burst against: no σ floor applies to it. */
const shortestWithBaseline = 2 * baselineSeconds;
/** Below this many counted messages there is no crowd to read. */
const fewestMessages = 10;

const people = (doing: string) => (n: number) => `${n} ${n === 1 ? "person" : "people"} ${doing}`;

const features = [
  { name: "laughter", flag: chatFeatures.laughing, weight: weights.laughing, label: people("laughing") },
  { name: "capitals", flag: chatFeatures.capitals, weight: weights.capitals, label: people("shouting") },
  { name: "excitement", flag: chatFeatures.excited, weight: weights.excited, label: people("excited") },
  {
    name: "stretched",
    flag: chatFeatures.stretched | chatFeatures.repeated,
    weight: 0,
    label: people("stretching or repeating"),
  },
] as const;

const extraWeight = (flags: number): number =>
  (flags & chatFeatures.laughing ? weights.laughing : 0) +
  (flags & chatFeatures.capitals ? weights.capitals : 0) +
  (flags & chatFeatures.excited ? weights.excited : 0) +
  (flags & chatFeatures.stretched ? weights.stretched : 0) +
  (flags & chatFeatures.repeated ? weights.repeated : 0);

/**
 * The chat signal: `log1p(excess)` of weighted messages, where excess = (25-s mean − 601-s mean) over
 * `max(local, global)^0.25 · global^0.75`, plus what requests for a clip add while the chat reacts at all.
 */
export function scoreChat(chat: ChatColumns, span: Span): ScoredSignal {
  if (chat.totalCount === 0) return unusedSignal("no messages");
  if (chat.count < fewestMessages) {
    if (chat.count === 0) return unusedSignal("no messages of viewers within the video");
    return unusedSignal(`only ${chat.count} messages of viewers within the video`, "too_sparse");
  }
  // The chat's own span: silence before its first and after its last message is no baseline.
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const second of chat.seconds) {
    if (second < first) first = second;
    if (second > last) last = second;
  }
  const length = last - first + 1;
  const weighted = new Float64Array(length);
  const requests = new Float64Array(length);
  for (let i = 0; i < chat.count; i += 1) {
    const at = chat.seconds[i]! - first;
    const flags = chat.flags[i]!;
    // Halves times integers: exact sums, whatever the order of messages.
    weighted[at] = weighted[at]! + chat.units[i]! * (1 + extraWeight(flags));
    if (flags & clipRequest) requests[at] = requests[at]! + 1;
  }
  for (let i = 0; i < length; i += 1) weighted[i] = weighted[i]! / unitsPerWeight;
  const short = movingMean(weighted, meanSeconds);
  const baseline = baselineOf(weighted, short);
  const global = mean(weighted);
  const deviation = localDeviation(short, baseline);
  const reaction = short.map((value, i) => {
    const scale = Math.max(baseline[i]!, global) ** 0.25 * global ** 0.75;
    return scale > 0 ? Math.log1p(Math.max(0, value - baseline[i]!) / scale) : 0;
  });
  const asked = windowSum(requests, clipWindow.from, clipWindow.to);
  const expected = mean(requests) * (clipWindow.to - clipWindow.from + 1);
  const clip = asked.map((count, i) => {
    const wanted = clipWeight * Math.log1p(count / (1 + expected)) * Math.min(1, reaction[i]!);
    return Math.min(wanted, clipPerReaction * reaction[i]!);
  });
  const sigmaAt = (at: number) => (deviation[at]! > 0 ? (short[at]! - baseline[at]!) / deviation[at]! : 0);

  const values = new Float64Array(span.toSecond - span.fromSecond);
  for (let i = 0; i < length; i += 1) {
    const at = first + i - span.fromSecond;
    if (at >= 0 && at < values.length) values[at] = reaction[i]! + clip[i]!;
  }
  const order = rowsBySecond(chat, first, length);
  return {
    state: { state: "ok", text: stateText(chat) },
    values,
    activity: { fromSecond: first, fine: movingMean(weighted, 7), baseline },
    sigmaAt:
      length < shortestWithBaseline
        ? undefined
        : (second) => sigmaAt(Math.max(0, Math.min(length - 1, second - first))),
    explain: (peakSecond) => {
      const at = peakSecond - first;
      if (at < 0 || at >= length) return [];
      return [
        ...explainReaction(chat, order, peakSecond, reaction[at]!, sigmaAt(at)),
        ...explainRequests(chat.clipRequests, peakSecond, clip[at]!),
      ];
    },
  };
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

/**
 * The local mean. In a chat too short for it the bursts would be most of their own baseline, so there it is at most
 * the median of the short means.
 */
function baselineOf(weighted: Float64Array, short: Float64Array): Float64Array {
  const local = movingMean(weighted, baselineSeconds);
  if (weighted.length >= shortestWithBaseline) return local;
  const median = Float64Array.from(short).sort()[weighted.length >> 1]!;
  return local.map((value) => Math.min(value, median));
}

/** Standard deviation of the short mean around its baseline, over the baseline's window. */
function localDeviation(short: Float64Array, baseline: Float64Array): Float64Array {
  const squares = short.map((value, i) => (value - baseline[i]!) ** 2);
  return movingMean(squares, baselineSeconds).map((value) => Math.sqrt(Math.max(0, value)));
}

function stateText(chat: ChatColumns): string {
  const parts = [`${chat.count} messages counted`];
  if (chat.noiseCount > 0) parts.push(`${chat.noiseCount} of bots, commands, links or doubles left out`);
  if (chat.afterEndCount > 0) parts.push(`${chat.afterEndCount} after the video's end left out`);
  if (chat.beforeStartCount > 0) parts.push(`${chat.beforeStartCount} before its start left out`);
  return parts.join(", ");
}

/** Row numbers by second (a counting sort), so that a window's messages are found without going through all. */
function rowsBySecond(chat: ChatColumns, first: number, length: number): RowsBySecond {
  const starts = new Int32Array(length + 1);
  for (const second of chat.seconds) starts[second - first + 1] = starts[second - first + 1]! + 1;
  for (let i = 0; i < length; i += 1) starts[i + 1] = starts[i + 1]! + starts[i]!;
  const next = starts.slice();
  const rows = new Int32Array(chat.count);
  for (let row = 0; row < chat.count; row += 1) {
    const at = chat.seconds[row]! - first;
    rows[next[at]!] = row;
    next[at] = next[at]! + 1;
  }
  return { first, starts, rows };
}

type RowsBySecond = { first: number; starts: Int32Array; rows: Int32Array };

function windowRows({ first, starts, rows }: RowsBySecond, from: number, to: number): Int32Array {
  const last = starts.length - 1;
  const clamped = (second: number) => Math.max(0, Math.min(last, second - first));
  return rows.subarray(starts[clamped(from)]!, starts[clamped(to + 1)]!);
}

/** Shares the reaction's value out over what the window's messages are made of. */
function explainReaction(
  chat: ChatColumns,
  order: RowsBySecond,
  peak: number,
  value: number,
  sigma: number,
): Contribution[] {
  const from = peak - (meanSeconds >> 1);
  const to = peak + (meanSeconds >> 1);
  const shares = new Float64Array(features.length);
  const people = features.map(() => new Set<number>());
  const everyone = new Set<number>();
  let plain = 0;
  let messages = 0;
  for (const row of windowRows(order, from, to)) {
    const flags = chat.flags[row]!;
    const author = chat.authorIds[row]!;
    const units = chat.units[row]!;
    messages += 1;
    plain += units;
    everyone.add(author);
    features.forEach((feature, i) => {
      if ((flags & feature.flag) === 0) return;
      people[i]!.add(author);
      shares[i] = shares[i]! + units * (feature.weight || stretchWeight(flags));
    });
  }
  const total = shares.reduce((sum, share) => sum + share, plain);
  if (total === 0 || value <= 0) return [];
  const evidence = (flag: number | null) => evidenceOf(chat, from, to, flag);
  let rest = value;
  const parts: Contribution[] = [];
  features.forEach((feature, i) => {
    const part = (value * shares[i]!) / total;
    // Crumbs stay with the burst, so that the list reads well.
    if (part < 0.1 * value) return;
    rest -= part;
    const label = feature.label(people[i]!.size);
    parts.push({ signal: "chat", name: feature.name, value: part, label, evidence: evidence(feature.flag) });
  });
  const label = `chat ${sigma.toFixed(1)}σ (${messages} messages, ${everyone.size} people)`;
  return [{ signal: "chat", name: "burst", value: rest, label, evidence: evidence(null) }, ...parts];
}

const stretchWeight = (flags: number) =>
  (flags & chatFeatures.stretched ? weights.stretched : 0) + (flags & chatFeatures.repeated ? weights.repeated : 0);

function evidenceOf(chat: ChatColumns, from: number, to: number, flag: number | null): Evidence[] {
  const found: KeptMessage[] = [];
  for (let bin = Math.floor(from / evidenceBinSeconds); bin <= Math.floor(to / evidenceBinSeconds); bin += 1) {
    for (const one of chat.kept.get(bin) ?? []) {
      const second = one.offsetMs / 1000;
      if (second >= from && second < to + 1 && (flag === null || one.flags & flag)) found.push(one);
    }
  }
  const seen = new Set<string>();
  const chosen: KeptMessage[] = [];
  for (const one of found.sort((a, b) => b.units - a.units || a.offsetMs - b.offsetMs || (a.text < b.text ? -1 : 1))) {
    const key = one.text.toLowerCase();
    if (seen.has(key) || chosen.length === 5) continue;
    seen.add(key);
    chosen.push(one);
  }
  return chosen.sort((a, b) => a.offsetMs - b.offsetMs).map(asEvidence);
}

const asEvidence = (one: KeptMessage): Evidence => ({ atSeconds: one.offsetMs / 1000, text: one.text });

function explainRequests(all: KeptMessage[], peak: number, value: number): Contribution[] {
  if (value <= 0) return [];
  const near = all.filter((one) => {
    const second = Math.floor(one.offsetMs / 1000);
    return second >= peak + clipWindow.from && second <= peak + clipWindow.to;
  });
  const label = near.length === 1 ? "clip asked for once" : `clip asked for ${near.length} times`;
  return [{ signal: "chat", name: "clip_requests", value, label, evidence: near.slice(0, 5).map(asEvidence) }];
}
