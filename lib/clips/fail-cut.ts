import { and, eq, inArray, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { listOpenAttempts } from "./claim-attempt.ts";

/**
 * Ends an open attempt without a file: reason on attempt, clip and highlight, reserved bytes given back. A clip that has
 * an earlier file keeps it. False when the attempt is over already (or is another's claim, where `objectKey` is given).
 */
export async function failAttempt(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; attemptId: string; objectKey?: string; code: string; message: string },
): Promise<boolean> {
  const { accountId } = input;
  return ctx.db.transaction(async (tx) => {
    const [attempt] = await tx
      .update(clipAttempts)
      .set({ state: "failed", failureCode: input.code, failureText: input.message, finishedAt: ctx.now() })
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
    await tx
      .update(vods)
      .set({ state: "failed", failureCode: input.code, failureText: input.message })
      .where(
        and(eq(vods.id, attempt.vodId), eq(vods.accountId, accountId), inArray(vods.state, ["imported", "processing"])),
      );
    await tx
      .update(highlights)
      .set({
        cutState: "failed",
        cutReason: input.message,
        version: sql`${highlights.version} + 1`,
        updatedAt: ctx.now(),
      })
      .where(
        and(
          eq(highlights.accountId, accountId),
          sql`${highlights.id} = (select ${clips.highlightId} from ${clips} where ${clips.vodId} = ${attempt.vodId} and ${clips.profile} = 'landscape')`,
        ),
      );
    return true;
  });
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
