import type { ScoredHighlight } from "./model.ts";
import type { Candidate } from "./plan-diff.ts";

export type FrameGrid = { timescale: number; durationTicks: number; frameRateNum: number; frameRateDen: number };

/** The tick of the frame shown at `seconds`, or of the one nearest to it, within the video. */
function frameTicks(seconds: number, grid: FrameGrid): number {
  const frame = Math.round((seconds * grid.frameRateNum) / grid.frameRateDen);
  const ticks = Math.round((frame * grid.timescale * grid.frameRateDen) / grid.frameRateNum);
  return Math.max(0, Math.min(grid.durationTicks, ticks));
}

/** Bounds as ticks on frame boundaries: at least one frame long, within the video. Pure. */
export function snapToFrames(highlight: ScoredHighlight, grid: FrameGrid): Candidate {
  const frame = Math.max(1, Math.round((grid.timescale * grid.frameRateDen) / grid.frameRateNum));
  const startTicks = Math.min(frameTicks(highlight.startSeconds, grid), Math.max(0, grid.durationTicks - frame));
  const endTicks = Math.max(startTicks + Math.min(frame, grid.durationTicks), frameTicks(highlight.endSeconds, grid));
  const peakTicks = frameTicks(highlight.peakSeconds, grid);
  return { startTicks, endTicks, peakTicks, score: highlight.score };
}
