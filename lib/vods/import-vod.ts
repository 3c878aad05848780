import { randomUUID } from "node:crypto";
import { access, constants, stat } from "node:fs/promises";
import path from "node:path";
import { and, eq, inArray } from "drizzle-orm";
import { streams, vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { QuotaRefusal } from "#lib/accounts/model.ts";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { reachPoint } from "#lib/points.ts";
import { fingerprintFile } from "./fingerprint-file.ts";
import { inboxPath, placeInInbox } from "./inbox.ts";
import { makeRoom } from "./retention/make-room.ts";
import type { VodSource } from "./schema.ts";

export type ImportVodInput = {
  accountId: AccountId;
  /** A local file; what it holds is looked at by processing, which fails the VOD with the reason when it is no video. */
  filePath: string;
  /** The name its owner knows it by; the title when none is given. */
  fileName: string;
  title?: string;
  take: "link" | "move";
  streamStartedAt?: Date;
  /** The upload it came as: what was promised to that becomes the VOD's. */
  uploadId?: string;
  /** Runs in the transaction that makes the rows. */
  within?: (tx: Tx, ids: { streamId: string; vodId: string }) => Promise<void>;
};

export type ImportCtx = Pick<
  Ctx,
  "db" | "config" | "log" | "store" | "cache" | "now" | "findFreeDiskBytes" | "atPoint"
>;

export type ImportVodResult =
  | { ok: true; vodId: string; streamId: string }
  | (Refusal<"duplicate"> & { vodId: string })
  | QuotaRefusal;

/**
 * Takes in a video file: places it, then makes stream, VOD, promised bytes and processing job in one transaction.
 * The same bytes again are refused as `duplicate`, unless the earlier VOD failed or lost its bytes: that one is taken up. What the
 * plan has no room for is refused as `quota_exceeded`; where it allows so, the oldest things make way first.
 * Throws `invalid_input` when there is no such readable file.
 */
export async function importVod(ctx: ImportCtx, input: ImportVodInput): Promise<ImportVodResult> {
  await requireReadableFile(input.filePath);
  const { fingerprint, sizeBytes } = await fingerprintFile(input.filePath);
  const externalId = `upload-${fingerprint}`;
  const earlier = await findEarlier(ctx, input.accountId, externalId);
  if (earlier && !isTakenUpAgain(earlier)) return duplicate(earlier);

  const vodId = earlier?.id ?? randomUUID();
  const room = { accountId: input.accountId, bucket: "vods" as const, neededBytes: sizeBytes, spareVodIds: [vodId] };
  const held = input.uploadId === undefined ? {} : { except: { subjectId: input.uploadId, purpose: "import" } };
  // When it can't be made, the reservation below says what is missing.
  await makeRoom(ctx, { ...room, ...held });
  const placed = await placeInInbox(ctx, { vodId, filePath: input.filePath, take: input.take });
  await reachPoint(ctx, "import.placed");
  const source: VodSource = { kind: "inbox", hostId: ctx.config.hostId, path: inboxPath(vodId), sizeBytes };
  try {
    const streamId = await ctx.db.transaction(async (tx) => {
      await promise(tx, ctx, { ...input, vodId, bytes: sizeBytes });
      const made = earlier
        ? await takeUpAgain(tx, { ...input, vodId, source })
        : await insertVod(tx, { ...input, vodId, externalId, source });
      // Rolls the promise back, too.
      if (made === null) throw new Taken();
      await input.within?.(tx, { streamId: made, vodId });
      await enqueueJob(tx, "process_vod", { accountId: input.accountId, vodId }, { hostId: ctx.config.hostId });
      return made;
    });
    await reachPoint(ctx, "import.recorded");
    return { ok: true, vodId, streamId };
  } catch (error) {
    const isTaken = error instanceof Taken;
    // Another import of the same bytes was faster; the files of an earlier VOD are now its.
    if (!isTaken || !earlier) await placed.undo();
    if (error instanceof NoRoom) return error.refusal;
    if (!isTaken) throw error;
  }
  const winner = await findEarlier(ctx, input.accountId, externalId);
  if (!winner) throw new AppError("conflict", "The same file was being imported and removed at once. Import it again.");
  return duplicate(winner);
}

/** Ends the transaction of an import whose VOD another import has. */
class Taken extends Error {}

/** Ends the transaction of an import; the refusal is returned. */
class NoRoom extends Error {
  readonly refusal: QuotaRefusal;
  constructor(refusal: QuotaRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Promises the VOD as many bytes as its original has; processing makes that what it really needs. Throws `NoRoom`. */
async function promise(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  input: ImportVodInput & { vodId: string; bytes: number },
): Promise<void> {
  const { accountId, vodId, bytes, uploadId } = input;
  await lockAccount(tx, accountId);
  if (uploadId !== undefined) await releaseReservation(tx, { accountId, subjectId: uploadId, purpose: "import" });
  const work = { accountId, subjectId: vodId, purpose: "process" as const, countsVodId: vodId };
  const reserved = await reserveBytes(tx, { ...work, bytes, now: ctx.now() });
  if (!reserved.ok) throw new NoRoom(reserved);
}

type Making = ImportVodInput & { vodId: string; source: VodSource };

/** Null when the external id is taken. */
async function insertVod(tx: Tx, input: Making & { externalId: string }): Promise<string | null> {
  const title = titleOf(input);
  const [stream] = await tx
    .insert(streams)
    .values({ accountId: input.accountId, title, state: "ended", startedAt: input.streamStartedAt ?? null })
    .returning({ id: streams.id });
  const made = await tx
    .insert(vods)
    .values({
      id: input.vodId,
      accountId: input.accountId,
      streamId: stream!.id,
      kind: "upload",
      externalId: input.externalId,
      title,
      sourceFileName: input.fileName,
      source: input.source,
    })
    .onConflictDoNothing({ target: [vods.accountId, vods.externalId] })
    .returning({ id: vods.id });
  return made.length > 0 ? stream!.id : null;
}

/** One that failed, and one whose bytes were deleted while its clips stayed: it gets its bytes, and keeps all else. */
const isTakenUpAgain = (earlier: Earlier): boolean => earlier.state === "failed" || earlier.state === "deleted";

/** Null when another import took it up. */
async function takeUpAgain(tx: Tx, input: Making): Promise<string | null> {
  const given = input.title?.trim() ? { title: titleOf(input) } : {};
  const [row] = await tx
    .update(vods)
    .set({
      ...given,
      state: "imported",
      trashedAt: null,
      trashedBy: null,
      failureCode: null,
      failureText: null,
      source: input.source,
      sourceFileName: input.fileName,
    })
    .where(
      and(eq(vods.accountId, input.accountId), eq(vods.id, input.vodId), inArray(vods.state, ["failed", "deleted"])),
    )
    .returning({ streamId: vods.streamId });
  return row?.streamId ?? null;
}

type Earlier = { id: string; state: string; title: string };

async function findEarlier(ctx: Pick<Ctx, "db">, accountId: AccountId, externalId: string): Promise<Earlier | null> {
  const [row] = await ctx.db
    .select({ id: vods.id, state: vods.state, title: vods.title })
    .from(vods)
    .where(and(eq(vods.accountId, accountId), eq(vods.externalId, externalId)));
  return row ?? null;
}

const duplicate = (earlier: Earlier): ImportVodResult => ({
  ok: false,
  reason: "duplicate",
  vodId: earlier.id,
  message:
    earlier.state === "trashed"
      ? `This file was imported before as "${earlier.title}", which is in the trash. Restore it from there.`
      : earlier.state === "deleting"
        ? `This file was imported before as "${earlier.title}", which is being deleted. Import it again in a minute.`
        : `This file was imported before as "${earlier.title}". Open that one; nothing was imported again.`,
});

/** The given title, else the file's name without its extension. */
export function titleOf(input: { title?: string; fileName: string }): string {
  const given = input.title?.trim();
  if (given) return given;
  const base = path.basename(input.fileName.replaceAll("\\", "/"));
  return (base.slice(0, base.length - path.extname(base).length) || base).trim() || "Untitled";
}

async function requireReadableFile(filePath: string): Promise<void> {
  const found = await stat(filePath).catch(() => null);
  if (!found) throw new AppError("invalid_input", `There is no file ${filePath}. Check the path.`);
  if (!found.isFile())
    throw new AppError("invalid_input", `${filePath} is not a file. Give the path of one video file.`);
  await access(filePath, constants.R_OK).catch(() => {
    throw new AppError("invalid_input", `${filePath} may not be read. Change its permissions, or copy it elsewhere.`);
  });
}
