import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { formatDuration, formatTimestamp } from "#lib/time.ts";
import { listFrameTicks } from "#lib/vods/list-frame-ticks.ts";
import { getMedia, type MediaView } from "#lib/vods/queries.ts";
import type { Bounds } from "../model.ts";
import { nearestOf, onGrid, shortestSeconds } from "./model.ts";

export type ReadsFrames = Pick<Ctx, "db" | "cache" | "signal">;
type Of = { accountId: AccountId; vodId: string };

/**
 * Bounds as they will be kept: both on frames that are really there, the end being the first frame not shown or the video's
 * end. Refused in words when they lie outside of the video or hold less than a second. Throws `not_found`, `not_ready`.
 */
export async function settleBounds(
  ctx: ReadsFrames,
  input: Of & Bounds,
): Promise<({ ok: true } & Bounds) | Refusal<"invalid_input">> {
  const media = await getMedia(ctx, input);
  const { timescale } = input;
  const { durationTicks, videoTimescale } = media.index;
  const videoEnd = formatTimestamp(durationTicks / videoTimescale);
  if (input.endTicks <= input.startTicks) return refuse("The end has to lie after the beginning.");
  if ((input.startTicks / timescale) * videoTimescale >= durationTicks) {
    return refuse(`That begins after the video's end. The video ends at ${videoEnd}.`);
  }
  const startTicks = await settleOne(ctx, media, input, input.startTicks);
  const endTicks = await settleOne(ctx, media, input, input.endTicks);
  if (endTicks - startTicks < shortestSeconds * timescale) {
    const length = formatDuration(Math.max(0, endTicks - startTicks) / timescale);
    return refuse(`That would be ${length} long. The shortest is ${formatDuration(shortestSeconds)}: move a bound.`);
  }
  return { ok: true, startTicks, endTicks, timescale };
}

/** One place on a frame, in the time base it came in. Throws `not_found`, `not_ready`. */
export async function settlePlace(ctx: ReadsFrames, input: Of & { ticks: number; timescale: number }): Promise<number> {
  return settleOne(ctx, await getMedia(ctx, input), input, input.ticks);
}

async function settleOne(
  ctx: ReadsFrames,
  { index, probe }: MediaView,
  { accountId, vodId, timescale }: Of & { timescale: number },
  ticks: number,
): Promise<number> {
  const { durationTicks, videoTimescale } = index;
  const scale = videoTimescale / timescale;
  const asked = Math.max(0, Math.min(durationTicks, Math.round(ticks * scale)));
  const on = probe.variableFrameRate ? await nearestFrame() : onGrid(asked, index);
  // Unmoved, it keeps the very ticks it came with.
  return on === asked && asked === Math.round(ticks * scale) ? ticks : Math.round(on / scale);

  async function nearestFrame(): Promise<number> {
    const around = videoTimescale;
    const frames = await listFrameTicks(ctx, {
      ...{ accountId, vodId },
      fromTicks: asked - around,
      toTicks: asked + around,
    });
    return nearestOf(asked, asked + around >= durationTicks ? [...frames, durationTicks] : frames);
  }
}

const refuse = (message: string) => ({ ok: false, reason: "invalid_input", message }) as const;
