import { and, eq } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { urlSource, vodSource } from "./schema.ts";

/**
 * Sends a failed VOD through processing again, on the host that has its file, or fetches that first. One that did not fail is refused as
 * `conflict`, one that the plan has no room for as `quota_exceeded`; it stays failed.
 */
export async function retryVod(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; vodId: string },
): Promise<{ ok: true } | Refusal<"conflict" | "quota_exceeded">> {
  const { accountId, vodId } = input;
  return await ctx.db.transaction(async (tx) => {
    const [failed] = await tx
      .select({ source: vods.source })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId), eq(vods.state, "failed")));
    const kept = vodSource.safeParse(failed?.source);
    const isByAddress = urlSource.safeParse(failed?.source).success;
    if (kept.success || isByAddress) {
      const bytes = kept.success ? kept.data.sizeBytes : 0;
      const work = { accountId, subjectId: vodId, purpose: "process" as const, countsVodId: vodId };
      const reserved = await reserveBytes(tx, { ...work, bytes, now: ctx.now() });
      if (!reserved.ok) return reserved;
    }
    const [row] = await tx
      .update(vods)
      .set({ state: "imported", failureCode: null, failureText: null })
      .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId), eq(vods.state, "failed")))
      .returning({ source: vods.source });
    if (row && isByAddress) {
      await enqueueJob(tx, "fetch_video", { accountId, vodId });
      return { ok: true };
    }
    if (row) {
      const source = vodSource.safeParse(row.source);
      await enqueueJob(tx, "process_vod", { accountId, vodId }, source.success ? { hostId: source.data.hostId } : {});
      return { ok: true };
    }
    const [found] = await tx
      .select({ state: vods.state })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.id, vodId)));
    if (!found) throw new AppError("not_found", "There is no such video in this account.");
    return {
      ok: false,
      reason: "conflict",
      message: `Only a failed video can be tried again; this one is ${found.state}.`,
    };
  });
}
