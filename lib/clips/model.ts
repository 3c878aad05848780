/** Pure shapes and arithmetic of clips: no I/O, no clock. */

import type { ByteMeter } from "#lib/progress.ts";
import type { WindowPlan } from "#lib/vods/model.ts";

/** `fast`: packets copied from the keyframe at or before the in-point. `exact`: first and last frame as asked. */
export type CutMode = "fast" | "exact";

/** What a clip will be, known before it is cut. Positions are ticks of `timescale` on the VOD's timeline. */
export type CutPlan = {
  mode: CutMode;
  timescale: number;
  /** The bounds asked for, clamped to the media. */
  requestedStartTicks: number;
  requestedEndTicks: number;
  /** First frame shown, and the end of the last frame shown. */
  startTicks: number;
  endTicks: number;
  frameCount: number;
  durationSeconds: number;
  /** How much earlier than asked it starts (0 in `exact`). */
  leadInSeconds: number;
  /** `index`: on the nominal frame grid, before any byte is read. `frames`: on the frames that are really there. */
  basis: "index" | "frames";
  window: WindowPlan;
  bytesToRead: number;
  estimatedBytes: number;
  /** Known once the clip is cut. */
  made?: CutMade;
};

/** How an exact clip was made: with its middle copied, or encoded whole (`because` says why). */
export type CutMade = {
  method: "spliced" | "encoded";
  framesEncoded: number;
  framesCopied: number;
  because: string | null;
};

export type ClipState = "queued" | "cutting" | "ready" | "failed" | "cancelled" | "stale";

/** A clip as screens and the CLI show it. */
export type ClipView = {
  clipVodId: string;
  highlightId: string;
  sourceVodId: string;
  sourceTitle: string;
  title: string;
  /** State of the newest attempt; `stale` when the highlight's bounds have changed since. */
  state: ClipState;
  /** There is a verified file to play and download, maybe of an earlier attempt than the newest. */
  playable: boolean;
  mode: CutMode;
  /** True bounds on the source's timeline. */
  startSeconds: number;
  endSeconds: number;
  durationMs: number | null;
  sizeBytes: number | null;
  failureCode: string | null;
  failureText: string | null;
  attempt: number;
  createdAt: Date;
  readyAt: Date | null;
  byteMeter: ByteMeter | null;
  /** How its file was made; null before, and in the mode `fast`. */
  made: CutMade | null;
};

/** What became of one highlight of a cut request. */
export type CutOutcome =
  | { highlightId: string; ok: true; clipVodId: string; attempt: number }
  | {
      highlightId: string;
      ok: false;
      reason: "not_found" | "not_clipable" | "quota_exceeded" | "invalid_input" | "conflict";
      message: string;
    };
