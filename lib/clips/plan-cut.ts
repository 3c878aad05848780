import type { Refusal } from "#lib/errors.ts";
import { shortestSeconds } from "#lib/highlights/edit/model.ts";
import { formatDuration, formatTimestamp, ticksToSeconds } from "#lib/time.ts";
import { findKeyframe, type MediaIndex, planWindow } from "#lib/vods/model.ts";
import type { CutMode, CutPlan } from "./model.ts";
import { estimateRenderBytes, type RenderSpec, type Size } from "./render/model.ts";

export const minClipSeconds = shortestSeconds;

/** Sound that a decoder has to hear before the first audible sample, and one packet, which no fragment splits. */
const soundLeadSeconds = 0.12;
const soundPacketSeconds = 0.03;
/** Size of a clip beyond its share of the source: header and index of the file. */
const containerBytes = 64 * 1024;
/** What one encode of a stretch may weigh against the stretch itself; the real size is checked again before storing. */
const encodeFactor = 1.5;

type PlanInput = {
  index: MediaIndex;
  /** Start: first frame wanted; end: first frame not wanted. */
  bounds: { startTicks: number; endTicks: number; timescale: number };
  mode: CutMode;
  /** Of the mode `render`: what to make of the picture, and the source's size. */
  render?: { spec: RenderSpec; sourceSize: Size };
  /** Presentation times of the window's frames in decode order, once it is read. Without: the nominal frame grid. */
  framePtsTicks?: number[];
  minSeconds?: number;
};

/** Pts of the first and the last frame shown, end of the last one, and how many. */
type Stretch = { startTicks: number; lastFrameTicks: number; endTicks: number; frameCount: number };

/**
 * What cutting these bounds will give, to the frame: the first frame with pts ≥ start and the last with pts < end
 * (`exact`, `render`), or everything from the keyframe at or before the start (`fast`). Bounds are clamped to the media; refused
 * when they begin past its end or less than `minSeconds` (1) is left.
 */
export function planCut(input: PlanInput): { ok: true; plan: CutPlan } | Refusal<"invalid_input"> {
  const { index, mode } = input;
  const timescale = index.videoTimescale;
  const minSeconds = input.minSeconds ?? minClipSeconds;
  const rescale = (ticks: number) => Math.round((ticks * timescale) / input.bounds.timescale);
  const requestedStartTicks = Math.max(0, rescale(input.bounds.startTicks));
  const requestedEndTicks = Math.min(index.durationTicks, rescale(input.bounds.endTicks));
  const seconds = (ticks: number) => ticksToSeconds(ticks, timescale);

  if (requestedStartTicks >= index.durationTicks) {
    return refuse(
      `The clip would start at ${formatTimestamp(seconds(requestedStartTicks))}, but the video ends at ${formatTimestamp(seconds(index.durationTicks))}. Move its start before the end.`,
    );
  }
  if (requestedEndTicks - requestedStartTicks < minSeconds * timescale) {
    return refuse(
      `The clip would be ${formatDuration(Math.max(0, seconds(requestedEndTicks - requestedStartTicks)))} long; the shortest is ${formatDuration(minSeconds)}. Make it longer.`,
    );
  }
  const { beforeTicks, afterTicks } = soundMargins(index);
  const tolerance = Math.floor(frameToleranceTicks(index));
  const window =
    mode === "fast"
      ? planWindow(index, requestedStartTicks + tolerance, requestedEndTicks + afterTicks + latestEndTicks(index))
      : planWindow(index, requestedStartTicks - beforeTicks, requestedEndTicks + afterTicks);
  const fromTicks = mode === "fast" ? findKeyframe(index, requestedStartTicks + tolerance) : requestedStartTicks;
  const wanted = { index, startTicks: fromTicks, endTicks: requestedEndTicks };
  const stretch =
    input.framePtsTicks === undefined
      ? onGrid(wanted)
      : mode === "fast"
        ? onPackets({ ...wanted, ptsTicks: input.framePtsTicks, windowEndTicks: window.endTicks })
        : onFrames({ ...wanted, ptsTicks: input.framePtsTicks, windowEndTicks: window.endTicks });
  if (stretch === null || stretch.frameCount < 1) {
    return refuse(
      mode === "fast"
        ? "This stretch can't be copied from a keyframe without broken frames. Cut it in the mode exact."
        : "There is no picture between these bounds. Move them.",
    );
  }
  const framesToEncode = mode === "exact" ? countHead(index, stretch) : mode === "render" ? stretch.frameCount : 0;
  const rangeBytes = window.lastByte - window.firstByte + 1;
  const share = (stretch.endTicks - stretch.startTicks) / Math.max(1, window.endTicks - window.startTicks);
  const factor = mode === "exact" ? encodeFactor : 1;
  const durationSeconds = seconds(stretch.endTicks - stretch.startTicks);
  const pictureBytes = input.render
    ? estimateRenderBytes(input.render.spec, input.render.sourceSize, durationSeconds)
    : Math.ceil(rangeBytes * Math.min(1, share) * factor);
  return {
    ok: true,
    plan: {
      mode,
      timescale,
      requestedStartTicks,
      requestedEndTicks,
      ...stretch,
      framesToEncode,
      durationSeconds,
      leadInSeconds: Math.max(0, seconds(requestedStartTicks - stretch.startTicks)),
      basis: input.framePtsTicks === undefined ? "index" : "frames",
      window,
      bytesToRead: window.initBytes + rangeBytes,
      estimatedBytes: pictureBytes + containerBytes,
      ...(input.render ? { render: input.render.spec } : {}),
    },
  };
}

/** Local disk that cutting a clip takes while it runs: its window, and the file twice (moving its index to the front). */
export const neededDiskBytes = (plan: Pick<CutPlan, "bytesToRead" | "estimatedBytes">): number =>
  plan.bytesToRead + 2 * plan.estimatedBytes;
/**
 * How far a window has to reach beyond the bounds for the sound heard between them: no further, because every bit may be
 * a whole segment more. Fragments are split by decode time, so their sound is ahead of their picture by the reorder delay.
 */
function soundMargins(index: MediaIndex): { beforeTicks: number; afterTicks: number } {
  const reorderTicks = index.zeroPtsTicks - index.firstDtsTicks;
  return {
    beforeTicks: Math.max(0, Math.ceil(soundLeadSeconds * index.videoTimescale) - reorderTicks),
    afterTicks: Math.ceil(soundPacketSeconds * index.videoTimescale) + Math.max(0, reorderTicks),
  };
}

/** How much later than asked a fast clip may end: up to the last picture that those before it refer to. */
const latestEndTicks = (index: MediaIndex): number =>
  Math.max(0, index.zeroPtsTicks - index.firstDtsTicks) +
  Math.ceil((index.videoTimescale * index.frameRateDen) / index.frameRateNum);

const refuse = (message: string) => ({ ok: false, reason: "invalid_input", message }) as const;

/**
 * How far a frame may lie from its place on the nominal grid and still be that frame: containers that count whole
 * milliseconds (MKV, FLV) round by up to half of one, twice. Never more than a quarter of a frame.
 */
export function frameToleranceTicks(index: MediaIndex): number {
  const frameTicks = (index.videoTimescale * index.frameRateDen) / index.frameRateNum;
  return Math.min(index.videoTimescale / 1000 + 1, frameTicks / 4);
}

/** Frames from the start to the first keyframe of the stretch: all where it has none. */
function countHead(index: MediaIndex, { startTicks, endTicks, frameCount }: Stretch): number {
  const tolerance = frameToleranceTicks(index);
  const keyframe = index.keyframeTicks.find((ticks) => ticks >= startTicks - tolerance);
  if (keyframe === undefined || keyframe >= endTicks - tolerance) return frameCount;
  return Math.round((frameCount * Math.max(0, keyframe - startTicks)) / (endTicks - startTicks));
}

type Wanted = { index: MediaIndex; startTicks: number; endTicks: number };
type Frames = Wanted & { ptsTicks: number[]; windowEndTicks: number };

function onGrid({ index, startTicks, endTicks }: Wanted): Stretch {
  const frameTicks = (index.videoTimescale * index.frameRateDen) / index.frameRateNum;
  const tolerance = frameToleranceTicks(index);
  const first = Math.max(0, Math.ceil((startTicks - tolerance) / frameTicks));
  const total = Math.max(1, Math.round(index.durationTicks / frameTicks));
  const end = Math.min(total, Math.ceil((endTicks - tolerance) / frameTicks));
  const at = (frame: number) => Math.min(index.durationTicks, Math.round(frame * frameTicks));
  return { startTicks: at(first), lastFrameTicks: at(end - 1), endTicks: at(end), frameCount: end - first };
}

function onFrames({ index, startTicks, endTicks, ptsTicks, windowEndTicks }: Frames): Stretch | null {
  const tolerance = frameToleranceTicks(index);
  const sorted = [...ptsTicks].sort((a, b) => a - b);
  const first = sorted.findIndex((pts) => pts >= startTicks - tolerance);
  if (first < 0) return null;
  const after = sorted.findIndex((pts) => pts >= endTicks - tolerance);
  const end = after < 0 ? sorted.length : after;
  return {
    startTicks: sorted[first] as number,
    lastFrameTicks: sorted[Math.max(first, end - 1)] as number,
    endTicks: sorted[end] ?? windowEndTicks,
    frameCount: end - first,
  };
}

/** Whole packets from the keyframe on, to the first place in decode order that leaves no gap in the picture. */
function onPackets({ index, startTicks, endTicks, ptsTicks, windowEndTicks }: Frames): Stretch | null {
  const tolerance = frameToleranceTicks(index);
  const first = ptsTicks.findIndex((pts) => Math.abs(pts - startTicks) <= tolerance);
  if (first < 0) return null;
  const tail = ptsTicks.slice(first);
  const keyframe = tail[0] as number;
  // Pictures that follow the keyframe in the file but come before it on screen need frames that aren't copied.
  if (tail.some((pts) => pts < keyframe)) return null;
  const findLast = (limit: number, included: boolean) =>
    tail.findLastIndex((pts) => (included ? pts <= limit : pts < limit));
  let last = findLast(endTicks - tolerance, false);
  for (;;) {
    const latest = tail.slice(0, last + 1).reduce((max, pts) => Math.max(max, pts), keyframe);
    const closed = findLast(latest, true);
    if (closed === last) {
      const next = tail.reduce((min, pts) => (pts > latest ? Math.min(min, pts) : min), windowEndTicks);
      return { startTicks: keyframe, lastFrameTicks: latest, endTicks: next, frameCount: last + 1 };
    }
    last = closed;
  }
}
