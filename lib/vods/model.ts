/** Pure facts and arithmetic of a VOD's media: no I/O, no clock. */

/**
 * Where every segment and keyframe of the processed file is. Columns of equal length, one entry a segment, in order.
 * Positions are ticks of `videoTimescale` after timeline zero = the first presented video frame.
 */
export type MediaIndex = {
  videoTimescale: number;
  /** Decode-time offset of timeline zero in the file's own track time (ticks): file pts = ours + this. */
  zeroPtsTicks: number;
  /** Decode time of the file's first video sample (ticks of its own time): players of the playlist start their clock here. */
  firstDtsTicks: number;
  /** Size of the init segment (`ftyp` + `moov`) at byte 0. */
  initBytes: number;
  segments: {
    firstByte: number[];
    sizeBytes: number[];
    /** Smallest presented video pts in the segment (its IDR's, since segments start on one). */
    startTicks: number[];
  };
  /** CRC-32 of every segment; files processed by earlier versions have none. */
  segmentChecksums?: number[] | undefined;
  /** pts of every keyframe, ascending. */
  keyframeTicks: number[];
  /** End of the last presented frame. */
  durationTicks: number;
  frameRateNum: number;
  frameRateDen: number;
};

/** The bytes to read for a stretch of a VOD: the init segment plus one contiguous range. */
export type WindowPlan = {
  initBytes: number;
  firstByte: number;
  /** Last byte of the range, included. */
  lastByte: number;
  /** Where the window's own first frame is on the VOD's timeline, and where its last segment ends. */
  startTicks: number;
  endTicks: number;
};

/**
 * Where every segment of an audio file is. Positions are ticks of `timescale` after timeline zero (the video's first
 * presented frame); audio that starts before the picture has negative ones.
 */
export type AudioIndex = {
  timescale: number;
  /** File pts of timeline zero: file pts = ours + this. */
  zeroPtsTicks: number;
  initBytes: number;
  segments: { firstByte: number[]; sizeBytes: number[]; startTicks: number[] };
  /** End of the last sample. */
  durationTicks: number;
};

/** Less sound than this at a stretch's edge is none. */
const leastSoundSeconds = 0.05;

/** Whether there is sound in a stretch of the VOD: tracks may begin after the picture and end before it. */
export function hasSound(index: AudioIndex | null, fromSeconds: number, toSeconds: number): boolean {
  if (index === null) return false;
  const startSeconds = (index.segments.startTicks[0] ?? 0) / index.timescale;
  const endSeconds = index.durationTicks / index.timescale;
  return Math.min(toSeconds, endSeconds) - Math.max(fromSeconds, startSeconds) > leastSoundSeconds;
}

/** Number of the segment that shows `ticks`: the last that starts at or before it (0 for anything earlier). */
export function findSegment(startTicks: readonly number[], ticks: number): number {
  let low = 0;
  let high = startTicks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startTicks[middle]! <= ticks) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The bytes that show the frames from `fromTicks` up to, not including, `toTicks`; both are clamped to the media.
 * The window starts at the segment (and so the keyframe) at or before `fromTicks`.
 */
export function planWindow(index: MediaIndex, fromTicks: number, toTicks: number): WindowPlan {
  const { firstByte, sizeBytes, startTicks } = index.segments;
  const last = startTicks.length - 1;
  // By keyframe, not by first shown frame: leading frames of an open GOP need the group before.
  const from = findSegment(startTicks, findKeyframe(index, fromTicks));
  const to = Math.max(from, findSegment(startTicks, Math.max(fromTicks, toTicks - 1)));
  return {
    initBytes: index.initBytes,
    firstByte: firstByte[from]!,
    lastByte: firstByte[to]! + sizeBytes[to]! - 1,
    startTicks: startTicks[from]!,
    endTicks: to === last ? index.durationTicks : startTicks[to + 1]!,
  };
}

/** The keyframe at or before `ticks` (the first one for anything earlier). */
export const findKeyframe = (index: MediaIndex, ticks: number): number =>
  index.keyframeTicks[findSegment(index.keyframeTicks, ticks)]!;
