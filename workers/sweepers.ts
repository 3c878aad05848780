import { parseCronItems, type TaskList } from "graphile-worker";
import { endAbandonedProgress } from "#lib/abandoned-progress.ts";
import { deleteOldAnswers } from "#lib/accounts/kept-answers.ts";
import { releaseStaleReservations } from "#lib/accounts/release-stale.ts";
import { deleteOldSignInTries } from "#lib/accounts/sign-in/sign-in-tries.ts";
import { endAbandonedCuts } from "#lib/clips/end-abandoned-cuts.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import { endAbandonedDetections, endLostStreams } from "#lib/highlights/end-abandoned.ts";
import { requestDetectionWhenComplete } from "#lib/highlights/request-detection.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { listUndelivered } from "#lib/notify/deliver-outbox.ts";
import { giveUpUnsent, sendDueEmails } from "#lib/notify/send-emails.ts";
import { tellAlerts } from "#lib/operations/tell-alerts.ts";
import { watchHost, watchInstallation } from "#lib/operations/watch-installation.ts";
import { openMailer } from "#lib/platform/mailer.ts";
import { forgetOldFailures } from "#lib/platform/record-failure.ts";
import { sweepScratch } from "#lib/platform/scratch.ts";
import { closeExpiredCalls, endAbandonedRefinements } from "#lib/refine/end-abandoned.ts";
import { endAbandonedImports } from "#lib/signals/end-abandoned-imports.ts";
import { compareStore } from "#lib/vods/retention/compare-store.ts";
import { emptyOldTrash } from "#lib/vods/retention/empty-trash.ts";
import { endAbandonedProcessing } from "#lib/vods/retention/end-abandoned.ts";
import { expireVods } from "#lib/vods/retention/expire-vods.ts";
import { deleteLeftObjects, resumeDeletions } from "#lib/vods/retention/resume-deletions.ts";
import { sweepInbox } from "#lib/vods/sweep-inbox.ts";

/** Work that nobody asks for: it looks over all accounts at its times, and says how much it found. */
export type Sweeper = {
  name: string;
  /** Crontab times, UTC. */
  match: string;
  run: (ctx: Ctx) => Promise<number>;
  /** It looks after local files: each host runs it for itself. */
  isPerHost?: true;
};

/**
 * Everything that runs on a schedule: the way back of every state that is in progress. Each may run at any time, again
 * and side by side; they change rows only under the condition that made them choose those rows.
 */
export const sweepers = [
  // Work whose job is gone, then what was promised to it.
  { name: "end_abandoned_cuts", match: "*/2 * * * *", run: endAbandonedCuts },
  { name: "end_abandoned_processing", match: "*/2 * * * *", run: endAbandonedProcessing },
  { name: "end_abandoned_imports", match: "*/2 * * * *", run: endImports },
  { name: "end_abandoned_detections", match: "*/2 * * * *", run: endAbandonedDetections },
  { name: "end_abandoned_refinements", match: "*/2 * * * *", run: endAbandonedRefinements },
  { name: "end_abandoned_progress", match: "*/2 * * * *", run: endAbandonedProgress },
  { name: "end_lost_streams", match: "27 * * * *", run: endLostStreams },
  { name: "release_reservations", match: "*/2 * * * *", run: releaseStaleReservations },
  { name: "close_expired_calls", match: "*/5 * * * *", run: closeExpiredCalls },
  // Recordings whose time is over, then the trash, then what of it is still in the store.
  { name: "expire_vods", match: "7 * * * *", run: expireVods },
  { name: "empty_trash", match: "17 * * * *", run: emptyOldTrash },
  { name: "resume_deletions", match: "*/5 * * * *", run: resumeDeletions },
  { name: "delete_left_objects", match: "*/10 * * * *", run: deleteLeftObjects },
  { name: "redeliver_outbox", match: "*/2 * * * *", run: redeliver },
  { name: "delete_old_answers", match: "23 * * * *", run: deleteOldAnswers },
  { name: "delete_old_sign_in_tries", match: "27 * * * *", run: deleteOldSignInTries },
  { name: "forget_failures", match: "27 3 * * *", run: forgetOldFailures },
  { name: "send_emails", match: "* * * * *", run: sendEmails },
  // The operator's eyes.
  { name: "watch_installation", match: "* * * * *", run: watchInstallation },
  { name: "watch_host", match: "* * * * *", run: watchHost, isPerHost: true },
  { name: "tell_alerts", match: "* * * * *", run: tellAlerts },
  // What no row knows of, in the store and on the hosts' disks.
  { name: "compare_store", match: "41 */6 * * *", run: compareStore },
  { name: "drop_abandoned_puts", match: "47 * * * *", run: dropAbandonedPuts },
  { name: "sweep_inbox", match: "53 * * * *", run: sweepInbox, isPerHost: true },
  { name: "sweep_scratch", match: "*/10 * * * *", run: (ctx) => sweepScratch(ctx.config), isPerHost: true },
] as const satisfies readonly Sweeper[];

export type SweeperName = (typeof sweepers)[number]["name"];

/** The longest that a put may take. */
const longestPutHours = 24;

function dropAbandonedPuts(ctx: Ctx): Promise<number> {
  return ctx.store.dropAbandonedPuts(new Date(ctx.now().getTime() - longestPutHours * 3_600_000));
}

function endImports(ctx: Ctx): Promise<number> {
  return endAbandonedImports(ctx, {
    onDone: (tx, ids) => requestDetectionWhenComplete(tx, { ...ids, now: ctx.now() }),
  });
}

/** Sends the e-mails that are due; where no server is set up any more, those that wait are given up after a while. */
export async function sendEmails(ctx: Ctx): Promise<number> {
  if (ctx.config.mail === undefined) return giveUpUnsent(ctx);
  const mailer = openMailer(ctx.config.mail);
  try {
    return await sendDueEmails(ctx, { mailer });
  } finally {
    mailer.close();
  }
}

async function redeliver(ctx: Ctx): Promise<number> {
  const accountIds = await listUndelivered(ctx);
  for (const accountId of accountIds) await enqueueJob(ctx.db, "deliver_outbox", { accountId });
  return accountIds.length;
}

const taskOf = (sweeper: Sweeper, hostId: string) =>
  sweeper.isPerHost ? `sweep:${sweeper.name}@${hostId}` : `sweep:${sweeper.name}`;

/** The queue's handlers of the sweepers. What fails is logged and done at the next time: no try is left behind. */
export function sweeperTasks(ctx: Ctx, shutdown: AbortSignal): TaskList {
  const handler = (sweeper: Sweeper) => async () => {
    try {
      const found = await sweeper.run(withSignal(ctx, shutdown));
      if (found > 0) ctx.log.info({ sweeper: sweeper.name, found }, "swept");
    } catch (error) {
      ctx.log.error({ err: error, sweeper: sweeper.name }, "a sweeper failed; it runs again at its next time");
    }
  };
  return Object.fromEntries(sweepers.map((sweeper) => [taskOf(sweeper, ctx.config.hostId), handler(sweeper)]));
}

/**
 * When each sweeper runs: once in the installation, or once a host, whatever the number of workers; times missed are not
 * made up for.
 */
export const sweeperSchedule = (hostId: string) =>
  parseCronItems(
    sweepers.map((sweeper) => ({
      task: taskOf(sweeper, hostId),
      match: sweeper.match,
      identifier: taskOf(sweeper, hostId),
      options: { backfillPeriod: 0, maxAttempts: 1, jobKey: taskOf(sweeper, hostId), jobKeyMode: "replace" as const },
    })),
  );
