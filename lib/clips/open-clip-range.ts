import { and, eq } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { type RangeResponse, respondWithRange } from "#lib/vods/respond-with-range.ts";
import { clipFileName } from "./clip-file-name.ts";

/** Answers a GET or HEAD for a clip's verified file: 200, 206 or 416. Throws `not_found`, `not_ready`. */
export async function openClipRange(
  ctx: Pick<Ctx, "db" | "store" | "signal">,
  input: {
    accountId: AccountId;
    clipVodId: string;
    rangeHeader: string | null;
    ifRange: string | null;
    method: "GET" | "HEAD";
    /** Offers it as a file named after its title. */
    download?: boolean;
  },
): Promise<RangeResponse> {
  const [row] = await ctx.db
    .select({ clip: clips, title: vods.title, state: vods.state, object: storedObjects })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .leftJoin(clipAttempts, and(eq(clipAttempts.vodId, clips.vodId), eq(clipAttempts.attempt, clips.currentAttempt)))
    .leftJoin(storedObjects, eq(storedObjects.key, clipAttempts.objectKey))
    .where(and(eq(clips.accountId, input.accountId), eq(clips.vodId, input.clipVodId)));
  if (!row || row.state === "trashed" || row.state === "deleting" || row.state === "deleted") {
    throw new AppError("not_found", "There is no such clip in this account. It may have been deleted.");
  }
  const { object } = row;
  if (row.state !== "ready" || !object || object.state !== "live" || object.etag === null) {
    throw new AppError("not_ready", "This clip isn't cut yet. It can be played when it is ready.");
  }
  return respondWithRange(
    ctx.store,
    { key: object.key, sizeBytes: object.sizeBytes, etag: object.etag, contentType: "video/mp4" },
    {
      ...input,
      signal: ctx.signal,
      ...(input.download ? { downloadName: clipFileName({ title: row.title, ...row.clip }) } : {}),
    },
  );
}
