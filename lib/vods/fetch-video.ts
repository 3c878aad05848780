import { and, eq } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type ErrorCode } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { refuseUnlessMedia } from "#lib/platform/ffmpeg/probe-file.ts";
import { sniffContainer } from "#lib/platform/ffmpeg/sniff-container.ts";
import { reachPoint } from "#lib/points.ts";
import type { ReportProgress } from "#lib/progress.ts";
import { fetchFile } from "./fetch-file.ts";
import { handOverFetched } from "./hand-over-fetched.ts";
import { holdFetchedBytes } from "./hold-fetched-bytes.ts";
import { removeFromInbox } from "./inbox.ts";
import { failVod } from "./process-vod.ts";
import { urlSource } from "./schema.ts";

export type FetchVideoResult = { ok: true } | { ok: false; reason: ErrorCode; message: string };

/** Failures that lie in the address, the file or the plan: trying again by itself changes nothing. */
const final = new Set<ErrorCode>(["address_refused", "too_large", "quota_exceeded", "media_unreadable", "duplicate"]);

/** A connection that brought this much before it broke is followed by another at once. */
const worthGoingOnBytes = 4_000_000;

/**
 * Fetches the file of a VOD that was imported by address, and hands it on to processing on this host. What can't be
 * fetched or isn't wanted puts the VOD into `failed` and is returned; troubles that may pass are thrown, and the next
 * try goes on where this one stopped.
 */
export async function fetchVideo(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; report: ReportProgress },
): Promise<FetchVideoResult> {
  const { accountId, vodId } = input;
  const [row] = await ctx.db
    .select({ state: vods.state, source: vods.source })
    .from(vods)
    .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId)));
  const source = urlSource.safeParse(row?.source);
  // Handed over by an earlier try that died before it could say so.
  if (row && !source.success) return { ok: true };
  if (row?.state !== "imported" || !source.success) {
    return { ok: false, reason: "cancelled", message: "The fetching was stopped." };
  }
  const hold = holdFetchedBytes(ctx, { accountId, vodId });
  await reachPoint(ctx, "fetch.started");
  try {
    const { filePath, sizeBytes } = await fetchGoingOn(ctx, {
      vodId,
      url: source.data.url,
      hold,
      checkHead: (head) => void refuseUnlessMedia(sniffContainer(head), "What the address leads to is"),
      onProgress: (have, total) => input.report({ fraction: total === null || total === 0 ? 0 : have / total }),
    });
    await reachPoint(ctx, "fetch.here");
    await handOverFetched(ctx, { accountId, vodId, filePath, sizeBytes });
    await reachPoint(ctx, "fetch.handed");
    return { ok: true };
  } catch (error) {
    if (!(error instanceof AppError) || !final.has(error.code)) throw error;
    ctx.log.info({ vodId, code: error.code, details: error.details }, "an address was not fetched");
    await failVod(ctx, { accountId, vodId, code: error.code, message: error.message });
    await removeFromInbox(ctx.config, vodId);
    return { ok: false, reason: error.code, message: error.message };
  }
}

/** Fetches; after a connection that broke with a good part of the file, on from there. */
async function fetchGoingOn(ctx: Ctx, input: Parameters<typeof fetchFile>[1]): ReturnType<typeof fetchFile> {
  for (;;) {
    const bytes = { first: -1, last: -1 };
    const onProgress = (have: number, total: number | null) => {
      if (bytes.first < 0) bytes.first = have;
      bytes.last = have;
      input.onProgress(have, total);
    };
    try {
      return await fetchFile(ctx, { ...input, onProgress });
    } catch (error) {
      const isBroken = error instanceof AppError && error.code === "fetch_failed";
      if (!isBroken || ctx.signal.aborted || bytes.last - bytes.first < worthGoingOnBytes) throw error;
      ctx.log.info({ err: error, vodId: input.vodId, haveBytes: bytes.last }, "the connection broke; fetching goes on");
    }
  }
}
