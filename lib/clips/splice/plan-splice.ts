import {
  type EncodePiece,
  type MediaSample,
  refuse,
  rescaleTicks,
  type SpliceBounds,
  type SplicePlan,
  type SpliceRefusal,
  type VideoSample,
} from "./model.ts";

/** Bounds this close to a frame mean that frame: rounding to milliseconds must not show one frame more or less. */
const snapSeconds = 0.001;

/** Samples with their order of presentation: `byPts[rank]` is the decode index, `rankOf[index]` its inverse. */
type Ordered = { samples: VideoSample[]; byPts: number[]; rankOf: number[] };

/**
 * Plans an exact cut of `samples` (decode order) to `bounds`.
 * Shown are the frame on screen at the start and every later frame before the end. Bounds may lie up to one frame outside the samples.
 */
export function planSplice(
  samples: VideoSample[],
  timescale: number,
  bounds: SpliceBounds,
): SplicePlan | SpliceRefusal {
  const ordered = orderSamples(samples);
  if (ordered === null || !areSeparatedByIdrs(ordered)) return irregular();
  const shown = findShown(ordered, timescale, bounds);
  if ("ok" in shown) return shown;
  const { byPts, rankOf } = ordered;
  const { first, last } = shown;

  const join = byPts.slice(first, last + 1).find((index) => samples[index]!.isIdr);
  if (join === undefined) {
    return refuse("no_idr_in_range", "No clean keyframe lies between the bounds, so nothing can be copied as it is.");
  }
  const copyTo = findCopyEnd(ordered, join, last);
  const head = planPiece(ordered, first, rankOf[join]! - 1);
  const tail = planPiece(ordered, rankOf[join]! + (copyTo - join), last);
  if (head === "no_start" || tail === "no_start") return openGop();
  return { ok: true, head, copyFrom: join, copyTo, tail, ...describeShown(ordered, first, last) };
}

/**
 * Plans the same cut with every frame encoded anew, for media that can be decoded but not spliced.
 * Decoding starts at a sync sample, whatever its codec calls it; of H.264 (`isIntra` known) at one that needs no other frame.
 */
export function planWholeEncode(
  media: (MediaSample & { isIntra?: boolean })[],
  timescale: number,
  bounds: SpliceBounds,
): SplicePlan | SpliceRefusal {
  const ordered = orderSamples(media.map(asStart));
  if (ordered === null) return irregular();
  const shown = findShown(ordered, timescale, bounds);
  if ("ok" in shown) return shown;
  const head = planPiece(ordered, shown.first, shown.last);
  if (head === "no_start") return openGop();
  return { ok: true, head, copyFrom: 0, copyTo: 0, tail: null, ...describeShown(ordered, shown.first, shown.last) };
}

/** Frames nobody refers to aren't told apart here: every frame on the way is decoded. */
const asStart = (sample: MediaSample & { isIntra?: boolean }): VideoSample => {
  const isIntra = sample.isIntra ?? sample.isSync;
  return { ...sample, isIntra, isIdr: sample.isSync && isIntra, isReference: true };
};

const irregular = () =>
  refuse("irregular_timestamps", "Frames share a time or are out of order around a keyframe, so they can't be joined.");

const openGop = () =>
  refuse("open_gop", "No clean keyframe comes before the in-point, so its frames can't be decoded on their own.");

/** Null when two frames share a pts. */
function orderSamples(samples: VideoSample[]): Ordered | null {
  const byPts = samples.map((_, index) => index).sort((a, b) => samples[a]!.pts - samples[b]!.pts);
  const rankOf: number[] = new Array(samples.length).fill(0);
  for (const [rank, index] of byPts.entries()) {
    rankOf[index] = rank;
    if (rank > 0 && samples[byPts[rank - 1]!]!.pts === samples[index]!.pts) return null;
  }
  return { samples, byPts, rankOf };
}

/** Whether every IDR is shown after all that is decoded before it, and before all that is decoded after it: its rank is its index. */
function areSeparatedByIdrs({ samples, rankOf }: Ordered): boolean {
  let highestRank = -1;
  for (const [index, sample] of samples.entries()) {
    if (sample.isIdr && (rankOf[index] !== index || highestRank > index)) return false;
    highestRank = Math.max(highestRank, rankOf[index]!);
  }
  return true;
}

/** Ranks of the first and last frame shown. */
function findShown(
  { samples, byPts }: Ordered,
  timescale: number,
  bounds: SpliceBounds,
): { first: number; last: number } | SpliceRefusal {
  const snap = Math.max(1, Math.floor(timescale * snapSeconds));
  const startTicks = rescaleTicks(bounds.startTicks, bounds.timescale, timescale) + snap;
  const endTicks = rescaleTicks(bounds.endTicks, bounds.timescale, timescale) - snap;
  const firstSample = samples[byPts[0] ?? -1];
  const lastSample = samples[byPts.at(-1) ?? -1];
  if (firstSample === undefined || lastSample === undefined || endTicks <= startTicks - 2 * snap) {
    return refuse("empty_range", "There is no frame between the bounds.");
  }
  const windowEnd = lastSample.pts + lastSample.durationTicks;
  if (startTicks < firstSample.pts - firstSample.durationTicks || endTicks > windowEnd + lastSample.durationTicks) {
    return refuse("outside_window", "The bounds reach past the media that was read.");
  }
  const first = Math.max(0, countBelow(byPts, samples, startTicks + 1) - 1);
  const last = countBelow(byPts, samples, endTicks) - 1;
  if (last < first) return refuse("empty_range", "There is no frame between the bounds.");
  return { first, last };
}

/** How many frames have a pts below `pts`. */
function countBelow(byPts: number[], samples: VideoSample[], pts: number): number {
  let low = 0;
  let high = byPts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[byPts[middle]!]!.pts < pts) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** End of the longest run of samples from `join` that is also a gapless run of shown frames: what may be copied. */
function findCopyEnd({ samples, rankOf }: Ordered, join: number, lastRank: number): number {
  let copyTo = join;
  let highestRank = -1;
  for (let index = join; index < samples.length; index += 1) {
    highestRank = Math.max(highestRank, rankOf[index]!);
    if (highestRank > lastRank) break;
    if (highestRank === index) copyTo = index + 1;
  }
  return copyTo;
}

/** The frames of ranks `first`..`last`, with the samples that must be decoded for them. */
function planPiece({ samples, byPts, rankOf }: Ordered, first: number, last: number): EncodePiece | null | "no_start" {
  if (last < first) return null;
  const wanted = byPts.slice(first, last + 1);
  let from = wanted.reduce((lowest, index) => Math.min(lowest, index), samples.length);
  const to = wanted.reduce((highest, index) => Math.max(highest, index), 0);
  while (from >= 0 && !(samples[from]!.isIdr && rankOf[from]! <= first)) from -= 1;
  if (from < 0) return "no_start";
  const feed: number[] = [];
  for (let index = from; index <= to; index += 1) {
    const rank = rankOf[index]!;
    const isWanted = rank >= first && rank <= last;
    if (isWanted || (samples[index]!.isReference && rank >= rankOf[from]!)) feed.push(index);
  }
  return { feed, framePts: wanted.map((index) => samples[index]!.pts) };
}

function describeShown({ samples, byPts }: Ordered, first: number, last: number) {
  const lastSample = samples[byPts[last]!]!;
  const next = byPts[last + 1];
  return {
    frameCount: last - first + 1,
    startTicks: samples[byPts[first]!]!.pts,
    endTicks: next === undefined ? lastSample.pts + lastSample.durationTicks : samples[next]!.pts,
  };
}
