import { and, eq, ne } from "drizzle-orm";
import { vods } from "#drizzle/schema/vods.ts";
import { lockAccount } from "#lib/accounts/lock-account.ts";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { reachPoint } from "#lib/points.ts";
import { fetchedPath } from "./fetched-file.ts";
import { fingerprintFile } from "./fingerprint-file.ts";
import { isToBeFetched } from "./is-to-be-fetched.ts";
import type { VodSource } from "./schema.ts";

/**
 * Makes a fetched file the source of its VOD and adds its processing on this host, in one transaction. Bytes that were
 * imported before are refused as `duplicate`; of an earlier VOD that failed or lost its bytes this one takes the place.
 * Throws `cancelled` when the VOD isn't to be fetched any more, `quota_exceeded`.
 */
export async function handOverFetched(
  ctx: Pick<Ctx, "db" | "config" | "now" | "atPoint">,
  input: { accountId: AccountId; vodId: string; filePath: string; sizeBytes: number },
): Promise<void> {
  const { accountId, vodId, sizeBytes } = input;
  const { hostId } = ctx.config;
  const { fingerprint } = await fingerprintFile(input.filePath);
  const externalId = `upload-${fingerprint}`;
  const source: VodSource = { kind: "inbox", hostId, path: fetchedPath(vodId), sizeBytes };
  await ctx.db.transaction(async (tx) => {
    await lockAccount(tx, accountId);
    const [earlier] = await tx
      .select({ id: vods.id, state: vods.state, title: vods.title })
      .from(vods)
      .where(and(eq(vods.accountId, accountId), eq(vods.externalId, externalId), ne(vods.id, vodId)));
    if (earlier && earlier.state !== "failed" && earlier.state !== "deleted") {
      const where =
        earlier.state === "trashed" ? "which is in the trash. Restore it from there" : "which is here already";
      throw new AppError("duplicate", `This is the same recording as "${earlier.title}", ${where}.`);
    }
    if (earlier) {
      const given = { externalId: `replaced-${earlier.id}` };
      await tx
        .update(vods)
        .set(given)
        .where(and(eq(vods.accountId, accountId), eq(vods.id, earlier.id)));
    }
    const taken = await tx
      .update(vods)
      .set({ externalId, source })
      .where(isToBeFetched(input))
      .returning({ id: vods.id });
    if (taken.length === 0) throw new AppError("cancelled", "The fetching was stopped.");
    const promise = { accountId, subjectId: vodId, purpose: "process" as const, bytes: sizeBytes, now: ctx.now() };
    const held = await reserveBytes(tx, promise);
    if (!held.ok) throw new AppError(held.reason, held.message);
    await enqueueJob(tx, "process_vod", { accountId, vodId }, { hostId });
    await reachPoint(ctx, "fetch.handing");
  });
}
