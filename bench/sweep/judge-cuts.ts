import { mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { cutClips } from "#lib/clips/cut-clips.ts";
import type { CutMode, CutPlan } from "#lib/clips/model.ts";
import { openClipRange } from "#lib/clips/open-clip-range.ts";
import { frameToleranceTicks } from "#lib/clips/plan-cut.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { type DecodedFrame, decodeFrames, judgeClip, listShownPts } from "#lib/clips/splice/testing.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { findKeyframe, type MediaIndex } from "#lib/vods/model.ts";
import { readWindow } from "#lib/vods/read-window.ts";
import { createManualHighlight } from "#workers/testing/manual-highlight.ts";

export type Bounds = { startTicks: number; endTicks: number };

/** One clip's judgement; `refused` when the product said why it won't cut it. */
export type CutVerdict = {
  mode: CutMode;
  bounds: Bounds;
  refused: string | null;
  problems: string[];
  framesCopied: number;
  framesEncoded: number;
  because: string | null;
  worstSsim: number;
  lagMs: number;
};

type OfVod = { accountId: AccountId; vodId: string; index: MediaIndex; dir: string };

/** Cuts these stretches of a ready VOD as one batch, as the button does, and judges every stored clip by its decoded frames. */
export async function judgeCuts(
  ctx: Ctx,
  input: OfVod & { bounds: Bounds[]; mode: CutMode; frames: DecodedFrame[] },
): Promise<CutVerdict[]> {
  const { accountId, vodId, index, mode } = input;
  const asked = new Map<string, Bounds>();
  for (const bounds of input.bounds) {
    const [startSeconds, endSeconds] = [bounds.startTicks, bounds.endTicks].map(
      (ticks) => ticks / index.videoTimescale,
    );
    const seconds = { startSeconds: startSeconds!, endSeconds: endSeconds! };
    asked.set(await createManualHighlight(ctx, { accountId, vodId, ...seconds }), bounds);
  }
  const request = { accountId, vodId, highlightIds: [...asked.keys()], mode, actorUserId: null };
  const { outcomes } = await requestCuts(ctx, request);
  await cutClips(ctx, { accountId, vodId, report: () => {} });
  const verdicts: CutVerdict[] = [];
  for (const outcome of outcomes) {
    const bounds = asked.get(outcome.highlightId)!;
    const refused = outcome.ok ? null : outcome.message;
    verdicts.push(
      outcome.ok
        ? await judgeOne(ctx, { ...input, bounds, clipVodId: outcome.clipVodId })
        : empty(mode, bounds, refused),
    );
  }
  return verdicts;
}

const empty = (mode: CutMode, bounds: Bounds, refused: string | null): CutVerdict => ({
  ...{ mode, bounds, refused, problems: [], framesCopied: 0, framesEncoded: 0, because: null, worstSsim: 1, lagMs: 0 },
});

async function judgeOne(
  ctx: Ctx,
  input: OfVod & { bounds: Bounds; mode: CutMode; frames: DecodedFrame[]; clipVodId: string },
): Promise<CutVerdict> {
  const { accountId, clipVodId, bounds, mode, index } = input;
  const [attempt] = await ctx.db.select().from(clipAttempts).where(eq(clipAttempts.vodId, clipVodId));
  if (attempt?.state !== "ready") return empty(mode, bounds, attempt?.failureText ?? "It was not cut.");
  const plan = attempt.plan as CutPlan;
  const made = plan.made ?? { framesCopied: plan.frameCount, framesEncoded: 0, because: null };
  const scratchDir = await mkdtemp(path.join(input.dir, "judge-"));
  try {
    const answer = await openClipRange(ctx, { accountId, clipVodId, rangeHeader: null, ifRange: null, method: "GET" });
    const clipPath = path.join(scratchDir, "clip.mp4");
    await writeFile(clipPath, await buffer(answer.body!));
    const { windowPath, source, shownPts } = await readAround(ctx, { ...input, dir: scratchDir, plan });
    const clip = await decodeFrames(clipPath);
    const startTicks = plan.startTicks + index.zeroPtsTicks;
    const at = shownPts.indexOf(startTicks) - (shownPts.length - source.length);
    const framesBefore = findCopied(source.slice(Math.max(0, at)), clip, made.framesCopied);
    const result = {
      ...{ ok: true as const, framesEncoded: made.framesEncoded, framesCopied: made.framesCopied },
      ...{ framesBefore: Math.max(0, framesBefore), startTicks, endTicks: plan.endTicks + index.zeroPtsTicks },
      ...{ timescale: plan.timescale, sizeBytes: attempt.sizeBytes! },
    };
    const verdict = await judgeClip({
      ...{ windowPath, clipPath, result, shownPts, scratchDir, source },
      silentSeconds: mode === "fast" ? 0.03 : 0,
    });
    const problems = [...checkPlan(plan, input), ...verdict.problems];
    if (framesBefore < 0) problems.push(`no ${made.framesCopied} frames in a row are the source's`);
    if (Math.abs(attempt.durationMs! - plan.durationSeconds * 1000) > 1) problems.push("says another length");
    const lagMs = ((verdict.lagSamples ?? 0) / (verdict.sampleRate ?? 48_000)) * 1000;
    return { ...empty(mode, bounds, null), ...made, problems, worstSsim: verdict.worstSsim, lagMs };
  } finally {
    await rm(scratchDir, { recursive: true });
    await ctx.db.delete(clips).where(eq(clips.vodId, clipVodId));
  }
}

/** A window whose frames of the clip decode as they do in the whole recording: streams without clean starts need a run-up. */
async function readAround(ctx: Ctx, input: OfVod & { plan: CutPlan; frames: DecodedFrame[] }) {
  const { index, plan } = input;
  const hashes = new Map(input.frames.map(({ pts, hash }) => [pts, hash]));
  for (let margin = index.videoTimescale / 4; ; margin *= 8) {
    const stretch = { fromTicks: Math.floor(plan.startTicks - margin), toTicks: Math.ceil(plan.endTicks + margin) };
    const { filePath: windowPath } = await readWindow(ctx, { ...input, ...stretch });
    const source = await decodeFrames(windowPath);
    const isSound = source
      .filter(({ pts }) => pts >= plan.startTicks + index.zeroPtsTicks && pts < plan.endTicks + index.zeroPtsTicks)
      .every(({ pts, hash }) => hashes.get(pts) === hash);
    if (isSound || margin > index.durationTicks)
      return { windowPath, source, shownPts: await listShownPts(windowPath) };
  }
}

/** After how many frames the clip has `count` in a row that are the source's to the bit; -1 for never. */
function findCopied(source: { hash: string }[], clip: { hash: string }[], count: number): number {
  for (let from = 0; from + count <= clip.length; from += 1) {
    const isSame = clip.slice(from, from + count).every(({ hash }, n) => hash === source[from + n]?.hash);
    if (isSame) return from;
  }
  return -1;
}

/** Whether the plan shows the frames that were asked for, counted from the frames of the whole recording. */
function checkPlan(
  plan: CutPlan,
  input: { index: MediaIndex; bounds: Bounds; mode: CutMode; frames: DecodedFrame[] },
): string[] {
  const { index } = input;
  const framePts = input.frames.map(({ pts }) => pts - index.zeroPtsTicks);
  const tolerance = frameToleranceTicks(index);
  const from = (ticks: number) => {
    const found = framePts.findIndex((pts) => pts >= ticks - tolerance);
    return found < 0 ? framePts.length : found;
  };
  const keyframe = findKeyframe(index, input.bounds.startTicks + Math.floor(tolerance));
  const first = input.mode === "fast" ? from(keyframe) : from(input.bounds.startTicks);
  const problems: string[] = [];
  if (plan.startTicks !== framePts[first]) problems.push(`starts at ${plan.startTicks}, wanted ${framePts[first]}`);
  const end = from(input.bounds.endTicks);
  const missing = end - first - plan.frameCount;
  // Copied packets end where no later frame is needed: some frames more, never one less.
  if (input.mode === "fast" ? missing > 0 : missing !== 0) problems.push(`${missing} frames too few`);
  return problems;
}
