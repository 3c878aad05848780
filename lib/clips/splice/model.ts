/** Pure shapes of the splice: what a window holds, what is copied, what is encoded anew. All positions are integer ticks. */
import type { Refusal } from "#lib/errors.ts";

/** One coded sample. `pts` is media time of its own track: decode time plus composition offset, before any edit list. */
export type MediaSample = {
  dts: number;
  pts: number;
  durationTicks: number;
  /** Place of the bytes in the window file. */
  offset: number;
  sizeBytes: number;
  isSync: boolean;
};

/** A video sample after a look at its NAL units. */
export type VideoSample = MediaSample & {
  /** All its slices are NAL type 5: decoding can start here and nothing after it refers to anything before it. */
  isIdr: boolean;
  /** All its slices are intra-coded: with the sync mark, decoding can start here for frames shown after it. */
  isIntra: boolean;
  /** Another frame may refer to it (nal_ref_idc above 0). A frame nobody refers to needn't be decoded on the way to a later one. */
  isReference: boolean;
};

/** A range in media time of the video track, `timescale` ticks a second. The end is not included. */
export type SpliceBounds = { startTicks: number; endTicks: number; timescale: number };

/** Frames to encode anew: feed `feed` (indexes in decode order, from an IDR on) to a decoder and keep the frames of `framePts`. */
export type EncodePiece = { feed: number[]; framePts: number[] };

export type SplicePlan = {
  ok: true;
  /** From the in-point to the first IDR; null when the in-point is one. */
  head: EncodePiece | null;
  /** Samples copied as they are: indexes in decode order, the last not included. Equal when nothing is copied. */
  copyFrom: number;
  copyTo: number;
  /** The frames before the out-point that refer to frames after it; null when there are none. */
  tail: EncodePiece | null;
  frameCount: number;
  /** First shown pts, and the end of the last shown frame. */
  startTicks: number;
  endTicks: number;
};

/** Why a clip can't be spliced. All but the last three mean: encode this clip whole instead. */
export const spliceRefusals = [
  "not_h264",
  "unsupported_format",
  "parameter_sets",
  "open_gop",
  "no_idr_in_range",
  "irregular_timestamps",
  "encoder_mismatch",
  "encode_failed",
  "empty_range",
  "outside_window",
] as const;

export type SpliceReason = (typeof spliceRefusals)[number];
export type SpliceRefusal = Refusal<SpliceReason>;

export const refuse = (reason: SpliceReason, message: string): SpliceRefusal => ({ ok: false, reason, message });

/** `value` ticks of one time base in another, to the nearest tick (halves away from zero); exact at any size. */
export function rescaleTicks(value: number, fromTimescale: number, toTimescale: number): number {
  if (fromTimescale === toTimescale) return value;
  const scaled = 2n * BigInt(Math.abs(value)) * BigInt(toTimescale) + BigInt(fromTimescale);
  return Math.sign(value) * Number(scaled / (2n * BigInt(fromTimescale)));
}

/** The window should reach this far beyond the bounds, so that the audio heard at the clip's edges is in it. */
export const windowMarginSeconds = 0.25;
