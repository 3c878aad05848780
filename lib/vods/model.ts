/** Pure facts and arithmetic of a VOD's media: no I/O, no clock. */

/**
 * Where every segment and keyframe of the processed file is. Columns of equal length, one entry a segment, in order.
 * Positions are ticks of `videoTimescale` after timeline zero = the first presented video frame.
 */
export type MediaIndex = {
  videoTimescale: number;
  /** Decode-time offset of timeline zero in the file's own track time (ticks): file pts = ours + this. */
  zeroPtsTicks: number;
  /** Size of the init segment (`ftyp` + `moov`) at byte 0. */
  initBytes: number;
  segments: {
    firstByte: number[];
    sizeBytes: number[];
    /** Smallest presented video pts in the segment (its IDR's, since segments start on one). */
    startTicks: number[];
  };
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
