import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { findFfmpeg } from "#lib/platform/ffmpeg/find-binaries.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { ticksToSeconds } from "#lib/time.ts";
import { getVod } from "#lib/vods/queries.ts";
import type { EditedCaptions } from "../captions/find-captions.ts";
import type { CutPlan } from "../model.ts";
import type { EditedLines } from "./build-line-cues.ts";
import { type RenderSpec, type Size, sizeOf } from "./model.ts";
import { findGain } from "./normalise-loudness.ts";
import { readChatLines, readSegments } from "./read-script.ts";
import { buildRenderArgs, type RenderSource } from "./render-args.ts";
import { writeScript } from "./write-script.ts";

export type RenderWork = {
  accountId: AccountId;
  /** The VOD rendered from. */
  vodId: string;
  sourceSize: Size;
  source: RenderSource;
  plan: CutPlan;
  /** Caption text somebody wrote for the highlight. */
  captions: EditedCaptions | null;
  /** The job's own directory. */
  dir: string;
  outPath: string;
  timeoutMs: number;
  onFraction?: (fraction: number) => void;
};

/**
 * Renders the plan's frames from the window in one encode: the profile's picture, captions, chat and loudness.
 * Returns what to tell about it (letters that were replaced, nothing said, silence).
 */
export async function renderClip(ctx: Ctx, work: RenderWork): Promise<string[]> {
  const { source, plan, sourceSize, timeoutMs } = work;
  const spec = plan.render;
  if (!spec) throw new AppError("internal", "This clip has no render settings. Ask for it again.");
  const { script, notes } = await makeScript(ctx, work, spec);
  const wantsGain = spec.loudness && source.hasAudio;
  const gainDb = wantsGain ? await findGain(ctx, { source, plan, timeoutMs }) : null;
  if (spec.loudness && gainDb === null) notes.push("There is no sound here whose loudness could be set.");
  work.onFraction?.(0.1);
  const { major } = await findFfmpeg(ctx.config);
  await runFfmpeg(ctx, {
    args: buildRenderArgs({ ...work, spec, sourceSize, script, gainDb, ffmpegMajor: major }),
    limits: { timeoutMs },
    durationSeconds: plan.durationSeconds,
    onProgress: ({ fraction }) => fraction !== null && work.onFraction?.(0.1 + 0.9 * fraction),
  });
  return notes;
}

async function makeScript(ctx: Ctx, work: RenderWork, spec: RenderSpec) {
  const { accountId, vodId, plan, dir, sourceSize } = work;
  const nothing = { script: null, notes: [] as string[] };
  if (spec.captions === "off" && !spec.chatOverlay) return nothing;
  const vod = await getVod(ctx, { accountId, vodId });
  if (vod.streamId === null) return nothing;
  const durationMs = Math.round(plan.durationSeconds * 1000);
  const vodMs = Math.round(ticksToSeconds(plan.startTicks, plan.timescale) * 1000);
  const fromMs = vodMs + vod.streamOffsetMs;
  const stretch = { accountId, streamId: vod.streamId, fromMs, toMs: fromMs + durationMs };
  return writeScript(ctx, {
    dir,
    spec,
    size: sizeOf(spec.profile, sourceSize),
    durationMs,
    edited: editedLines(work.captions, vodMs),
    segments: spec.captions === "off" ? [] : await readSegments(ctx, stretch),
    chat: spec.chatOverlay ? await readChatLines(ctx, stretch) : [],
  });
}

/** Edited lines, which are in milliseconds of the VOD, after the clip's start. */
function editedLines(captions: EditedCaptions | null, clipStartMs: number): EditedLines | null {
  if (!captions?.lines) return null;
  const shift = <T extends { startMs: number; endMs: number }>(one: T): T => ({
    ...one,
    startMs: one.startMs - clipStartMs,
    endMs: one.endMs - clipStartMs,
  });
  const { fromMs, toMs } = captions.covered;
  return {
    covered: { fromMs: fromMs - clipStartMs, toMs: toMs - clipStartMs },
    lines: captions.lines.map((line) => ({ ...shift(line), words: line.words?.map(shift) ?? null })),
  };
}
