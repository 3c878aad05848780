/** Pure shapes and arithmetic of clips: no I/O, no clock. */

import type { ByteMeter } from "#lib/progress.ts";
import { formatBytes } from "#lib/time.ts";
import type { WindowPlan } from "#lib/vods/model.ts";
import type { ClipProfile, RenderSpec } from "./render/model.ts";

/**
 * `fast`: packets copied from the keyframe at or before the in-point. `exact`: first and last frame as asked. `render`: the
 * same frames in another picture or sound, encoded whole.
 */
export type CutMode = "fast" | "exact" | "render";

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
  /** The last frame shown. */
  lastFrameTicks: number;
  frameCount: number;
  /**
   * Frames encoded anew: none in `fast`, all in `render`. In `exact` those before the first keyframe that is copied from;
   * a few more at the out-point may follow, and all of them do where the video can't be spliced.
   */
  framesToEncode: number;
  durationSeconds: number;
  /** How much earlier than asked it starts (0 in `exact`). */
  leadInSeconds: number;
  /** `index`: on the nominal frame grid, before any byte is read. `frames`: on the frames that are really there. */
  basis: "index" | "frames";
  window: WindowPlan;
  bytesToRead: number;
  estimatedBytes: number;
  /** Of `render` alone. */
  render?: RenderSpec;
  /** What became of it, in sentences: letters no font has, nothing said. */
  notes?: string[];
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

/** Clips in one archive: their ids stand in an address. */
export const mostArchived = 200;

export type ClipState = "queued" | "cutting" | "ready" | "failed" | "skipped" | "cancelled" | "stale";

/** A clip as screens and the CLI show it. */
export type ClipView = {
  clipVodId: string;
  highlightId: string;
  sourceVodId: string;
  sourceTitle: string;
  title: string;
  /** State of the newest attempt; `stale` when the highlight's bounds have changed since, `skipped`: no room in the plan. */
  state: ClipState;
  /** There is a verified file to play and download, maybe of an earlier attempt than the newest. */
  playable: boolean;
  mode: CutMode;
  /** Asked for by "Create clip anyway". */
  anyway: boolean;
  profile: ClipProfile;
  /** A shape has a clip with captions and one without, side by side. */
  isCaptioned: boolean;
  /** What it was rendered with; null for a plain cut. */
  render: RenderSpec | null;
  notes: string[];
  /** True bounds on the source's timeline. */
  startSeconds: number;
  endSeconds: number;
  durationMs: number | null;
  sizeBytes: number | null;
  /** Frames a second on average; null before it is planned. */
  frameRate: number | null;
  failureCode: string | null;
  failureText: string | null;
  attempt: number;
  createdAt: Date;
  readyAt: Date | null;
  /** How far the newest attempt is, 0 to 1. */
  fraction: number;
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

/** What cutting one highlight would give, or why it can't be cut. Positions are seconds of the VOD. */
export type PlannedCut =
  | {
      highlightId: string;
      ok: true;
      /** This very clip exists or is being made: nothing will be cut. */
      isCutAlready: boolean;
      /** How long an exact cut takes, going by the newest ones; null where none was made yet. */
      estimatedSeconds: number | null;
      startSeconds: number;
      endSeconds: number;
      durationSeconds: number;
      /** How much earlier than the highlight it starts (0 in `exact`). */
      leadInSeconds: number;
      frameCount: number;
      framesToEncode: number;
      /** Of this clip alone; clips that overlap share bytes. */
      bytesToRead: number;
      estimatedBytes: number;
    }
  | Extract<CutOutcome, { ok: false }>;

/**
 * What a cut request would do, before it is made. Totals are of the clips that would be cut; those that the plan has no
 * room for are among the refused (`quota_exceeded`).
 */
export type CutPlans = {
  mode: CutMode;
  plans: PlannedCut[];
  totals: {
    clipCount: number;
    cutAlreadyCount: number;
    refusedCount: number;
    durationSeconds: number;
    /** Overlaps counted once; what the cache has is not read from the store again. */
    bytesToRead: number;
    estimatedBytes: number;
    /** Size of the VOD cut from. */
    sourceBytes: number;
  };
  quota: {
    maxBytes: number;
    /** Stored and promised, without and with what would be cut. */
    usedBytes: number;
    usedBytesAfter: number;
    maxClips: number;
    clipCount: number;
    clipCountAfter: number;
    /** False: the plan has no room for some of them. */
    fits: boolean;
    /** What would be deleted to make room, where the plan allows that. */
    evicted: { title: string; sizeBytes: number }[];
  };
};

/** Bytes moved in words: `read 12.3 MB of 1.9 GB: 12.3 MB from the store, 0 B from the cache; wrote 11.8 MB`. */
export function describeMeter(meter: ByteMeter): string {
  const read = formatBytes(meter.storeBytes + meter.cacheBytes);
  const of = meter.sourceBytes === undefined ? "" : ` of ${formatBytes(meter.sourceBytes)}`;
  return `read ${read}${of}: ${formatBytes(meter.storeBytes)} from the store, ${formatBytes(meter.cacheBytes)} from the cache; wrote ${formatBytes(meter.writtenBytes)}`;
}

/** The clips of one highlight, in the order of profiles, those without captions first, and what they are cut from. */
export type ClipGroup = {
  highlightId: string;
  title: string;
  sourceVodId: string;
  sourceTitle: string;
  streamId: string | null;
  /** Only from a `ready` recording more can be cut. */
  sourceState: "imported" | "processing" | "ready" | "failed" | "trashed" | "deleting" | "deleted";
  isClipable: boolean | null;
  /** The highlight's bounds now, in seconds of the recording. */
  startSeconds: number;
  endSeconds: number;
  /** At least one. */
  clips: ClipView[];
};
