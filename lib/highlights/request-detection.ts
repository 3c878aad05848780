import { and, asc, eq, inArray, ne } from "drizzle-orm";
import { detectionRuns } from "#drizzle/schema/highlights.ts";
import { signalImports } from "#drizzle/schema/signals.ts";
import { streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { dropJob, enqueueJob } from "#lib/jobs.ts";
import type { Queryable, Tx } from "#lib/platform/db/client.ts";
import { getDetectionSettings } from "./change-settings.ts";

type Trigger = "auto" | "screen" | "cli";

/** How long a stream whose video is ready waits for a file that is still being read. */
const patienceMs = 30 * 60_000;

/**
 * Starts the automatic detection of a stream once everything it needs is there: the stream has ended, its VOD is
 * ready and no signal import is waiting or running. Called in the transaction that completed one of them; the stream's
 * row is locked, so that of two that complete at the same time exactly one starts the run. While an import is open,
 * `detect_overdue` is set for later, so that one that never ends doesn't keep the highlights away.
 */
export async function requestDetectionWhenComplete(
  tx: Tx,
  input: { accountId: AccountId; streamId: string; now: Date },
): Promise<void> {
  const { accountId, streamId } = input;
  const vodId = await findUndetected(tx, input);
  if (vodId === null) return;
  if (await hasOpenImport(tx, input)) {
    const notBefore = new Date(+input.now + patienceMs);
    await enqueueJob(tx, "detect_overdue", { accountId, streamId }, { notBefore });
    return;
  }
  await insertRun(tx, { accountId, streamId, vodId, trigger: "auto" });
  // Whatever it would have waited for is here.
  const reason = { code: "cancelled", message: "Everything was there in time." };
  await dropJob(tx, "detect_overdue", { accountId, streamId }, reason);
}

/** Starts the automatic detection with the signals there are, when it hasn't been started yet. */
export async function requestOverdueDetection(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string },
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const vodId = await findUndetected(tx, input);
    if (vodId !== null) await insertRun(tx, { ...input, vodId, trigger: "auto" });
  });
}

/** The VOD of an ended stream that no automatic detection was started for, with the stream locked; null otherwise. */
async function findUndetected(tx: Tx, input: { accountId: AccountId; streamId: string }): Promise<string | null> {
  const stream = await lockStream(tx, input);
  if (stream?.state !== "ended") return null;
  const vodId = await findReadyVod(tx, input);
  if (vodId === null) return null;
  const [earlier] = await tx
    .select({ id: detectionRuns.id })
    .from(detectionRuns)
    .where(and(eq(detectionRuns.streamId, input.streamId), eq(detectionRuns.trigger, "auto")))
    .limit(1);
  return earlier ? null : vodId;
}

async function hasOpenImport(tx: Tx, input: { accountId: AccountId; streamId: string }): Promise<boolean> {
  const [open] = await tx
    .select({ id: signalImports.id })
    .from(signalImports)
    .where(
      and(
        eq(signalImports.accountId, input.accountId),
        eq(signalImports.streamId, input.streamId),
        inArray(signalImports.state, ["queued", "running"]),
      ),
    )
    .limit(1);
  return open !== undefined;
}

/** Starts a detection run by hand, or joins the one that is waiting or running. Throws `not_ready` before the VOD is processed. */
export async function requestDetection(
  ctx: { db: Queryable },
  input: { accountId: AccountId; streamId: string; trigger: "screen" | "cli" },
): Promise<{ ok: true; detectionRunId: string; joined: boolean }> {
  const { accountId, streamId, trigger } = input;
  return ctx.db.transaction(async (tx) => {
    // The lock makes the open run, if there is one, hold still until we joined it.
    const stream = await lockStream(tx, input);
    if (!stream) throw new AppError("not_found", "There is no such stream in this account.");
    const vodId = await findReadyVod(tx, input);
    if (vodId === null) {
      throw new AppError(
        "not_ready",
        "This stream has no processed video yet. Highlights can be looked for when processing is done.",
      );
    }
    const made = await insertRun(tx, { accountId, streamId, vodId, trigger });
    if (made !== null) return { ok: true, detectionRunId: made, joined: false };
    const [open] = await tx
      .select({ id: detectionRuns.id })
      .from(detectionRuns)
      .where(and(eq(detectionRuns.streamId, streamId), inArray(detectionRuns.state, ["queued", "running"])));
    if (open) return { ok: true, detectionRunId: open.id, joined: true };
    throw new AppError(
      "conflict",
      "A detection of this stream ended just now. Look at its highlights, or start another.",
    );
  });
}

/** Imports that run hold the stream's key by their rows; this lock excludes only its own kind. */
async function lockStream(tx: Tx, input: { accountId: AccountId; streamId: string }) {
  const [stream] = await tx
    .select({ state: streams.state })
    .from(streams)
    .where(and(eq(streams.accountId, input.accountId), eq(streams.id, input.streamId)))
    .for("no key update");
  return stream ?? null;
}

/** The stream's oldest ready VOD that is no clip. */
async function findReadyVod(tx: Tx, input: { accountId: AccountId; streamId: string }): Promise<string | null> {
  const [vod] = await tx
    .select({ id: vods.id })
    .from(vods)
    .where(
      and(
        eq(vods.accountId, input.accountId),
        eq(vods.streamId, input.streamId),
        ne(vods.kind, "highlight"),
        eq(vods.state, "ready"),
      ),
    )
    .orderBy(asc(vods.createdAt), asc(vods.id))
    .limit(1);
  return vod?.id ?? null;
}

/** The new run's id with its job queued; null when another is open (settled by the unique index). */
async function insertRun(
  tx: Tx,
  run: { accountId: AccountId; streamId: string; vodId: string; trigger: Trigger },
): Promise<string | null> {
  const settings = await getDetectionSettings({ db: tx }, run);
  const [made] = await tx
    .insert(detectionRuns)
    .values({ ...run, settings })
    .onConflictDoNothing()
    .returning({ id: detectionRuns.id });
  if (!made) return null;
  await enqueueJob(tx, "detect_highlights", { accountId: run.accountId, detectionRunId: made.id });
  return made.id;
}
