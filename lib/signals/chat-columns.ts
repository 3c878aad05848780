import {
  capitals,
  clipRequest,
  dropped,
  excited,
  laughing,
  type MessageFeatures,
  prose,
  readFeatures,
  repeated,
  stretched,
} from "./chat-features.ts";
import { markAdvertisements, markDuplicates, spamKey } from "./drop-repeats.ts";

/** Messages worth showing as evidence, kept a few a bin so that memory is bounded by the stream's length. */
export type KeptMessage = {
  offsetMs: number;
  authorId: number;
  text: string;
  flags: number;
  units: number;
  hash: number;
  /** Whether `text` is a string of its own, not a slice of a file's piece. */
  isFlat: boolean;
};

/** A whole chat as columns, one entry a counted message: what scoring needs, without the texts. */
export type ChatColumns = {
  count: number;
  seconds: Int32Array;
  authorIds: Int32Array;
  flags: Int16Array;
  /** `1 / (1 + length / 20)` in units of 1/1024: integers, so that sums don't depend on the order of messages. */
  units: Int32Array;
  /** Candidates for evidence by bin of `evidenceBinSeconds`. */
  kept: Map<number, KeptMessage[]>;
  /** Everyone who asked for a clip, in time order. */
  clipRequests: KeptMessage[];
  totalCount: number;
  /** Left out: before zero, and past the end. */
  beforeStartCount: number;
  afterEndCount: number;
  /** Left out: bots, commands, links, duplicates. */
  noiseCount: number;
};

export const unitsPerWeight = 1024;
export const evidenceBinSeconds = 5;
const keptPerBin = 4;
const maxClipRequests = 20_000;
const settleEvery = 4_096;
/** A bogus timestamp must not size the arrays: nothing past a week is a moment of a stream. */
const maxSeconds = 7 * 86_400;
const botName =
  /^(?:nightbot|moobot|streamelements|streamlabs|fossabot|wizebot|botisimo|botrix\w*|coebot|phantombot|deepbot|ohbot|sery_bot|soundalerts|pokemoncommunitygame|kickbot|commanderroot|own3d|buttsbot|supibot|tangiabot|blerp)$|bot\d*$/i;

/** Order-free choice of evidence: heavier first, then earlier, then by text. */
const byWorth = (a: KeptMessage, b: KeptMessage) =>
  shownUnits(b) - shownUnits(a) || a.offsetMs - b.offsetMs || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
const shownUnits = ({ flags, units }: KeptMessage) =>
  units * (1 + (flags & laughing ? 2 : 0) + (flags & excited ? 1 : 0) + (flags & capitals ? 1 : 0));

/**
 * Collects a chat message by message. `durationSeconds` (null: unknown) bounds what counts.
 * `finish` drops bots, duplicates and advertisements and gives the columns; the order of `add` doesn't matter.
 */
export function collectChat(options: { durationSeconds: number | null }): {
  add: (offsetMs: number, author: string, text: string) => void;
  finish: () => ChatColumns;
} {
  let capacity = 16_384;
  let size = 0;
  let seconds = new Int32Array(capacity);
  let offsets = new Float64Array(capacity);
  let authorIds = new Int32Array(capacity);
  let flags = new Int16Array(capacity);
  let units = new Int32Array(capacity);
  let hashes = new Int32Array(capacity);
  const authors = new Map<string, number>();
  const botIds = new Set<number>();
  const known = new Map<string, MessageFeatures>();
  const kept = new Map<number, KeptMessage[]>();
  const clipRequests: KeptMessage[] = [];
  const limitMs = (options.durationSeconds ?? maxSeconds) * 1000;
  const touched: KeptMessage[][] = [];
  let flatRequests = 0;
  let totalCount = 0;
  let beforeStartCount = 0;
  let afterEndCount = 0;

  const grow = () => {
    capacity *= 2;
    const moved = <T extends Int32Array | Int16Array | Float64Array>(from: T, to: T): T => {
      to.set(from as never);
      return to;
    };
    seconds = moved(seconds, new Int32Array(capacity));
    offsets = moved(offsets, new Float64Array(capacity));
    authorIds = moved(authorIds, new Int32Array(capacity));
    flags = moved(flags, new Int16Array(capacity));
    units = moved(units, new Int32Array(capacity));
    hashes = moved(hashes, new Int32Array(capacity));
  };

  const featuresOf = (text: string): MessageFeatures => {
    if (text.length > 12) return readFeatures(text.length > 600 ? text.slice(0, 600) : text);
    let found = known.get(text);
    if (found === undefined) {
      found = readFeatures(text);
      if (known.size < 50_000) known.set(flatCopy(text), found);
    }
    return found;
  };

  const add = (offsetMs: number, author: string, text: string) => {
    totalCount += 1;
    if (offsetMs < 0) {
      beforeStartCount += 1;
      return;
    }
    if (offsetMs >= limitMs) {
      afterEndCount += 1;
      return;
    }
    let authorId = authors.get(author);
    if (authorId === undefined) {
      authorId = authors.size;
      authors.set(flatCopy(author), authorId);
      if (botName.test(author)) botIds.add(authorId);
    }
    const features = featuresOf(text);
    if (size === capacity) grow();
    const second = Math.floor(offsetMs / 1000);
    const { hash } = features;
    const isNoise = (features.flags & dropped) !== 0 || botIds.has(authorId);
    seconds[size] = second;
    offsets[size] = offsetMs;
    authorIds[size] = authorId;
    flags[size] = isNoise ? features.flags | dropped : features.flags;
    units[size] = Math.round(unitsPerWeight / (1 + features.length / 20));
    hashes[size] = hash;
    if (!isNoise) keep(second, offsetMs, authorId, text, features.flags, units[size]!, hash);
    size += 1;
  };

  const keep = (
    second: number,
    offsetMs: number,
    authorId: number,
    text: string,
    f: number,
    u: number,
    hash: number,
  ) => {
    const bin = Math.floor(second / evidenceBinSeconds);
    let list = kept.get(bin);
    if (list === undefined) {
      list = [];
      kept.set(bin, list);
    }
    const worth = u * (1 + (f & laughing ? 2 : 0) + (f & excited ? 1 : 0) + (f & capitals ? 1 : 0));
    const asks = (f & clipRequest) !== 0;
    if (!asks && list.length === keptPerBin && worth < shownUnits(list[keptPerBin - 1]!)) return;
    const message = { offsetMs, authorId, text: text.slice(0, 200), flags: f, units: u, hash, isFlat: false };
    if (asks && clipRequests.length < maxClipRequests) clipRequests.push(message);
    // A text once a bin, at its earliest, so that the order of messages doesn't matter.
    const same = list.findIndex((one) => one.hash === hash && one.text === message.text);
    if (same >= 0 && list[same]!.offsetMs <= offsetMs) return;
    if (same >= 0) list.splice(same, 1);
    let at = list.length;
    while (at > 0 && byWorth(message, list[at - 1]!) < 0) at -= 1;
    if (at === keptPerBin) return;
    list.splice(at, 0, message);
    if (list.length > keptPerBin) list.pop();
    touched.push(list);
    if (touched.length >= settleEvery) settle();
  };

  /**
   * A slice of a file's piece keeps the whole piece in memory; what is still kept by now gets a small copy of its own.
   * Most messages are pushed out of their bin before that and cost nothing.
   */
  const settle = () => {
    for (const list of touched) for (const one of list) flatten(one);
    for (; flatRequests < clipRequests.length; flatRequests += 1) flatten(clipRequests[flatRequests]!);
    touched.length = 0;
  };
  const flatten = (one: KeptMessage) => {
    if (!one.isFlat) one.text = flatCopy(one.text);
    one.isFlat = true;
  };

  const finish = (): ChatColumns => {
    markDuplicates(size, offsets, authorIds, hashes, flags);
    const spam = markAdvertisements(size, authorIds, hashes, flags);
    let count = 0;
    for (let i = 0; i < size; i += 1) {
      if (flags[i]! & dropped) continue;
      seconds[count] = seconds[i]!;
      authorIds[count] = authorIds[i]!;
      flags[count] = flags[i]!;
      units[count] = units[i]!;
      count += 1;
    }
    const isSpam = (one: KeptMessage) => (one.flags & prose) !== 0 && spam.has(spamKey(one.authorId, one.hash));
    for (const [bin, list] of kept)
      kept.set(
        bin,
        list.filter((one) => !isSpam(one)),
      );
    return {
      count,
      seconds: seconds.subarray(0, count),
      authorIds: authorIds.subarray(0, count),
      flags: flags.subarray(0, count),
      units: units.subarray(0, count),
      kept,
      clipRequests: withoutDoubles(clipRequests.filter((one) => !isSpam(one))),
      totalCount,
      beforeStartCount,
      afterEndCount,
      noiseCount: size - count,
    };
  };

  return { add, finish };
}

/** In time order; the same author's same text at the same time counts once. */
function withoutDoubles(messages: KeptMessage[]): KeptMessage[] {
  const seen = new Set<string>();
  const kept = messages.filter((one) => {
    const key = `${one.offsetMs} ${one.authorId} ${one.hash}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return kept.sort((a, b) => a.offsetMs - b.offsetMs || byWorth(a, b));
}

/** Strings of up to 12 units are never slices. */
const flatCopy = (text: string): string => (text.length < 13 ? text : Buffer.from(text, "utf16le").toString("utf16le"));

/** Names of the message features, for scoring and labels. */
export const chatFeatures = { laughing, capitals, excited, stretched, repeated } as const;
