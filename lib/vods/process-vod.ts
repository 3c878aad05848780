import { randomUUID } from "node:crypto";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { and, eq, inArray } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import { requireFence } from "#lib/fence.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { withScratch } from "#lib/platform/scratch.ts";
import { reachPoint } from "#lib/points.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { holdVodBytes } from "./hold-vod-bytes.ts";
import { removeFromInbox } from "./inbox.ts";
import { makeReady } from "./make-ready.ts";
import { type PreparedMedia, prepareMedia } from "./prepare-media.ts";
import { type VodSource, vodSource } from "./schema.ts";
import { removePending, storeFiles, type ToStore } from "./store-media.ts";

export type ProcessVodInput = {
  accountId: AccountId;
  vodId: string;
  report: ReportProgress;
  /** Runs in the transaction that makes the VOD ready. */
  onReady?: (tx: Tx, ids: { streamId: string; vodId: string }) => Promise<unknown>;
};

export type ProcessVodResult = { ok: true } | { ok: false; reason: ErrorCode; message: string };

/** Failures that lie in the file or the plan: trying again by itself changes nothing. */
const final = new Set<ErrorCode>([
  "media_unreadable",
  "media_truncated",
  "media_no_video",
  "media_empty",
  "too_large",
  "not_found",
  "quota_exceeded",
]);

/**
 * Makes an imported VOD ready: original → processed files → store → one transaction. A file that can't be used puts
 * the VOD into `failed` and is returned as a value; troubles that may pass are thrown. Safe to run again or twice at
 * once: every try has keys of its own, one try wins, and what others left is deleted.
 */
export async function processVod(ctx: Ctx, input: ProcessVodInput): Promise<ProcessVodResult> {
  const { accountId, vodId } = input;
  const source = await claim(ctx, input);
  if (source === null) return await findOutcome(ctx, input);
  await reachPoint(ctx, "process.claimed");
  const attempt = randomUUID();
  const keys: string[] = [];
  try {
    const filePath = await findSource(ctx, source);
    const isWinner = await withScratch(ctx, "process", async (dir) => {
      const prepared = await prepareMedia(ctx, { filePath, dir, report: input.report });
      await reachPoint(ctx, "process.prepared");
      const files = filesToStore(`accounts/${accountId}/vods/${vodId}/${attempt}`, prepared);
      keys.push(...files.map((file) => file.key));
      const sizes = await Promise.all(files.map(async (file) => (await stat(file.filePath)).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (!(await holdVodBytes(ctx, { accountId, vodId, bytes }))) return false;
      await reachPoint(ctx, "process.held");
      input.report({ step: "storing", fraction: 0.85 });
      const objects = await storeFiles(ctx, { accountId, vodId, files, report: input.report, stage: "process" });
      await reachPoint(ctx, "process.stored");
      const audioEnd = 2 + prepared.audioPaths.length;
      const stored = {
        video: objects[0]!,
        poster: objects[1]!,
        audio: objects.slice(2, audioEnd),
        sprites: objects.slice(audioEnd),
      };
      return await makeReady(ctx, { ...input, prepared, stored });
    });
    if (!isWinner) {
      await removePending(ctx, { accountId, vodId, keys });
      return await findOutcome(ctx, input);
    }
    await reachPoint(ctx, "process.published");
    await cleanUp(ctx, input);
    return { ok: true };
  } catch (error) {
    await removePending(ctx, { accountId, vodId, keys }).catch((failure) =>
      ctx.log.warn({ err: failure, vodId }, "objects of a broken-off try are left; the next one removes them"),
    );
    if (!(error instanceof AppError) || !final.has(error.code)) throw error;
    await failVod(ctx, { accountId, vodId, code: error.code, message: error.message });
    return { ok: false, reason: error.code, message: error.message };
  }
}

/** Takes the VOD into work; null when there is nothing to process any more. */
async function claim(
  ctx: Pick<Ctx, "db">,
  input: Pick<ProcessVodInput, "accountId" | "vodId">,
): Promise<VodSource | null> {
  const [row] = await ctx.db
    .update(vods)
    .set({ state: "processing" })
    .where(and(ownVod(input), inArray(vods.state, ["imported", "processing"])))
    .returning({ source: vods.source });
  return row ? vodSource.parse(row.source) : null;
}

/** How processing ended when it wasn't this try that ended it. Also finishes the clean-up of a try that died after its end. */
async function findOutcome(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "fence" | "atPoint">,
  input: Pick<ProcessVodInput, "accountId" | "vodId">,
): Promise<ProcessVodResult> {
  const [row] = await ctx.db
    .select({ state: vods.state, failureCode: vods.failureCode, failureText: vods.failureText })
    .from(vods)
    .where(ownVod(input));
  if (!row) return { ok: false, reason: "not_found", message: "The video was deleted while it was being processed." };
  if (row.state === "ready") {
    await cleanUp(ctx, input);
    return { ok: true };
  }
  if (row.state === "failed") {
    const reason = (row.failureCode ?? "internal") as ErrorCode;
    return { ok: false, reason, message: row.failureText ?? "The video could not be processed." };
  }
  return { ok: false, reason: "cancelled", message: "The video was removed while it was being processed." };
}

/** After ready: what other tries left, and the original, which is no longer needed. Never fails a VOD that is ready. */
async function cleanUp(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log" | "config" | "fence" | "atPoint">,
  input: Pick<ProcessVodInput, "accountId" | "vodId">,
): Promise<void> {
  try {
    // After a long sleep the inbox may hold a later import of the same recording.
    await requireFence(ctx.db, ctx);
    await removePending(ctx, input);
    await removeFromInbox(ctx.config, input.vodId);
    await reachPoint(ctx, "process.cleaned");
  } catch (error) {
    ctx.log.warn({ err: error, vodId: input.vodId }, "clean-up after processing is incomplete");
  }
}

/**
 * Puts a VOD whose processing is given up into its failed state, gives its promised bytes back and deletes what tries left
 * in the store; its original stays for a retry. A VOD that is ready by now stays ready.
 */
export async function failVod(
  ctx: Pick<Ctx, "db" | "store" | "cache" | "log">,
  input: { accountId: AccountId; vodId: string; code: ErrorCode; message: string },
): Promise<void> {
  const isFailed = await ctx.db.transaction(async (tx) => {
    const failed = await tx
      .update(vods)
      .set({ state: "failed", failureCode: input.code, failureText: input.message })
      .where(and(ownVod(input), inArray(vods.state, ["imported", "processing"])))
      .returning({ id: vods.id });
    if (failed.length === 0) return false;
    await releaseReservation(tx, { accountId: input.accountId, subjectId: input.vodId, purpose: "process" });
    return true;
  });
  if (isFailed) await removePending(ctx, { accountId: input.accountId, vodId: input.vodId });
}

const ownVod = (input: { accountId: AccountId; vodId: string }) =>
  and(eq(vods.accountId, input.accountId), eq(vods.id, input.vodId));

async function findSource(ctx: Pick<Ctx, "config">, source: VodSource): Promise<string> {
  const filePath = path.join(ctx.config.dataDir, source.path);
  const isThere = await access(filePath).then(
    () => true,
    () => false,
  );
  if (isThere) return filePath;
  throw source.hostId === ctx.config.hostId
    ? new AppError("not_found", "The imported file is no longer on this machine. Import it again.")
    : new AppError("internal", "The imported file is on another host, whose worker has to process it.");
}

const filesToStore = (prefix: string, prepared: PreparedMedia): ToStore[] => [
  { key: `${prefix}/video.mp4`, filePath: prepared.videoPath, role: "video", contentType: "video/mp4" },
  { key: `${prefix}/poster.jpg`, filePath: prepared.posterPath, role: "thumbnail", contentType: "image/jpeg" },
  ...prepared.audioPaths.map((filePath, n) => ({
    key: `${prefix}/audio-${n}.mp4`,
    filePath,
    role: "audio" as const,
    contentType: "audio/mp4",
  })),
  ...(prepared.sprites?.paths ?? []).map((filePath, n) => ({
    key: `${prefix}/sprite-${n}.jpg`,
    filePath,
    role: "sprite" as const,
    contentType: "image/jpeg",
  })),
];
