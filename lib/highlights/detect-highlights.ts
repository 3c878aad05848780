import { and, eq, inArray } from "drizzle-orm";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { media, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { withAdvisoryLock } from "#lib/platform/db/advisory-lock.ts";
import { reachPoint } from "#lib/points.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { listSceneChanges } from "#lib/vods/list-scene-changes.ts";
import type { SignalName, SignalStates } from "./model.ts";
import {
  collectStreamChat,
  findLoudness,
  listChannelLags,
  listImportStates,
  listStreamEvents,
  listStreamTranscript,
} from "./read-signals.ts";
import { scoreHighlights } from "./score.ts";
import { defaultSettings, detectionSettings } from "./settings.ts";
import { writeDetection } from "./write-detection.ts";

export type DetectOutcome = { ok: true; count: number } | { ok: false; reason: ErrorCode; message: string };

/**
 * Scores a run's stream and writes its highlights, signal states and diff; enqueues `refine_highlights` in the same
 * transaction. One at a time a stream. Run again after it is done, it changes nothing.
 */
export async function detectHighlights(
  ctx: Ctx,
  input: { accountId: AccountId; detectionRunId: string; report: ReportProgress },
): Promise<DetectOutcome> {
  const run = await getRun(ctx, input);
  return withAdvisoryLock(ctx, `detect:${run.streamId}`, () => detect(ctx, input));
}

async function getRun(ctx: Pick<Ctx, "db">, input: { accountId: AccountId; detectionRunId: string }) {
  const [run] = await ctx.db
    .select()
    .from(detectionRuns)
    .where(and(eq(detectionRuns.accountId, input.accountId), eq(detectionRuns.id, input.detectionRunId)));
  if (!run) throw new AppError("not_found", "There is no such detection run in this account.");
  return run;
}

async function detect(
  ctx: Ctx,
  input: { accountId: AccountId; detectionRunId: string; report: ReportProgress },
): Promise<DetectOutcome> {
  const { accountId, detectionRunId, report } = input;
  const run = await getRun(ctx, input);
  if (run.state === "done") return { ok: true, count: 0 };
  await ctx.db
    .update(detectionRuns)
    .set({ state: "running", startedAt: run.startedAt ?? ctx.now() })
    .where(and(eq(detectionRuns.id, detectionRunId), eq(detectionRuns.state, "queued")));
  await reachPoint(ctx, "detect.started");
  const [video] = await ctx.db
    .select({
      streamOffsetMs: vods.streamOffsetMs,
      timescale: media.videoTimescale,
      durationTicks: media.durationTicks,
      frameRateNum: media.frameRateNum,
      frameRateDen: media.frameRateDen,
    })
    .from(media)
    .innerJoin(vods, eq(vods.id, media.vodId))
    .where(and(eq(vods.accountId, accountId), eq(vods.id, run.vodId), eq(vods.state, "ready")));
  if (!video) {
    const message = "The video is not there any more, or not processed. Process it, then look for highlights again.";
    await failDetection(ctx, { accountId, detectionRunId, code: "conflict", message });
    return { ok: false, reason: "conflict", message };
  }
  const durationSeconds = video.durationTicks / video.timescale;
  const of = { accountId, streamId: run.streamId, streamOffsetMs: video.streamOffsetMs };
  report({ step: "read chat", fraction: 0.05 });
  const chat = await collectStreamChat(ctx, {
    ...of,
    durationSeconds,
    onCount: (count) => report({ fraction: 0.05 + 0.65 * (count / (count + 100_000)) }),
  });
  const events = await listStreamEvents(ctx, of);
  const transcript = await listStreamTranscript(ctx, of);
  const loudness = await findLoudness(ctx, run.vodId);
  const sceneChanges = (await listSceneChanges(ctx, { accountId, vodId: run.vodId })).map((one) => one.atSeconds);
  const channelLags = await listChannelLags(ctx, of);
  report({ step: "score", fraction: 0.8 });
  const parsed = detectionSettings.safeParse(run.settings);
  const settings = parsed.success ? parsed.data : defaultSettings;
  const scored = scoreHighlights({
    chat,
    events,
    transcript,
    loudness,
    sceneChanges,
    channelLags,
    durationSeconds,
    limit: settings.topN,
    keepsAll: false,
    settings,
  });
  const states = await explainMissing(ctx, of, scored.states);
  report({ step: "write", fraction: 0.9 });
  await reachPoint(ctx, "detect.scored");
  const count = await writeDetection(ctx, {
    run: { id: run.id, accountId, vodId: run.vodId },
    grid: video,
    highlights: scored.highlights,
    states,
    lag: scored.lag,
  });
  await reachPoint(ctx, "detect.written");
  report({ fraction: 1 });
  return { ok: true, count };
}

/** Says of a signal that has no rows whether its file was empty, failed or never handed in. */
async function explainMissing(
  ctx: Pick<Ctx, "db">,
  of: { accountId: AccountId; streamId: string },
  states: SignalStates,
): Promise<SignalStates> {
  const imports = await listImportStates(ctx, of);
  const kinds = { chat: "chat", events: "events", transcript: "transcript" } as const;
  const explained = { ...states };
  for (const [name, kind] of Object.entries(kinds) as [SignalName, "chat" | "events" | "transcript"][]) {
    if (explained[name].state !== "unavailable") continue;
    const file = imports.get(kind);
    if (file === undefined && kind !== "events") {
      explained[name] = { state: "unavailable", text: `no ${kind} file was handed in` };
    } else if (file?.state === "failed") {
      explained[name] = {
        state: "unavailable",
        text: `the ${kind} file could not be read: ${file.failureText ?? "unknown reason"}`,
      };
    }
  }
  return explained;
}

/** Puts a run that can't be finished into its failed state. Safe to run twice; a done run stays done. */
export async function failDetection(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; detectionRunId: string; code: ErrorCode; message: string },
): Promise<void> {
  await ctx.db
    .update(detectionRuns)
    .set({ state: "failed", failureCode: input.code, failureText: input.message, finishedAt: ctx.now() })
    .where(
      and(
        eq(detectionRuns.accountId, input.accountId),
        eq(detectionRuns.id, input.detectionRunId),
        inArray(detectionRuns.state, ["queued", "running"]),
      ),
    );
}
