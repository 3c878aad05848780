import { and, eq, inArray, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { emitEvent } from "#lib/outbox.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { listOpenAttempts } from "./claim-attempt.ts";

/**
 * Ends an open attempt without a file: reason on attempt, clip and highlight, reserved bytes given back. One that the plan
 * has no room for is `skipped`, others are `failed`. A clip that has an earlier file keeps it. False when the attempt is over already (or is another's claim, where `objectKey` is given).
 */
export async function failAttempt(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; attemptId: string; objectKey?: string; code: string; message: string },
): Promise<boolean> {
  const { accountId } = input;
  const state = input.code === "quota_exceeded" ? ("skipped" as const) : ("failed" as const);
  return ctx.db.transaction(async (tx) => {
    const [attempt] = await tx
      .update(clipAttempts)
      .set({ state, failureCode: input.code, failureText: input.message, finishedAt: ctx.now() })
      .where(
        and(
          eq(clipAttempts.id, input.attemptId),
          eq(clipAttempts.accountId, accountId),
          inArray(clipAttempts.state, ["queued", "cutting"]),
          input.objectKey === undefined ? undefined : eq(clipAttempts.objectKey, input.objectKey),
        ),
      )
      .returning({ vodId: clipAttempts.vodId });
    if (!attempt) return false;
    await releaseReservation(tx, { accountId, subjectId: input.attemptId, purpose: "clip" });
    if (state === "skipped") await tellSkipped(tx, { ...input, clipVodId: attempt.vodId });
    await tx
      .update(vods)
      .set({ state: "failed", failureCode: input.code, failureText: input.message })
      .where(
        and(eq(vods.id, attempt.vodId), eq(vods.accountId, accountId), inArray(vods.state, ["imported", "processing"])),
      );
    await tx
      .update(highlights)
      .set({
        cutState: state,
        cutReason: input.message,
        version: sql`${highlights.version} + 1`,
        updatedAt: ctx.now(),
      })
      .where(
        and(
          eq(highlights.accountId, accountId),
          sql`${highlights.id} = (select ${clips.highlightId} from ${clips} where ${clips.vodId} = ${attempt.vodId} and ${clips.isMain})`,
        ),
      );
    return true;
  });
}

async function tellSkipped(
  tx: Tx,
  input: { accountId: AccountId; attemptId: string; clipVodId: string; message: string },
): Promise<void> {
  const { accountId, clipVodId, message } = input;
  const [clip] = await tx
    .select({ highlightId: clips.highlightId, sourceVodId: clips.sourceVodId, title: vods.title })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .where(and(eq(clips.vodId, clipVodId), eq(clips.accountId, accountId)));
  if (!clip) return;
  const payload = { clipVodId, message, ...clip };
  await emitEvent(tx, { accountId, event: "clip.skipped", dedupeKey: input.attemptId, payload });
}

/** Ends every open attempt of a source VOD: its job was given up. */
export async function failCuts(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; vodId: string; code: string; message: string },
): Promise<void> {
  for (const { id } of await listOpenAttempts(ctx, input)) {
    await failAttempt(ctx, { accountId: input.accountId, attemptId: id, code: input.code, message: input.message });
  }
}
