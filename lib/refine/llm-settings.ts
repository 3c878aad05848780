import { eq, sql } from "drizzle-orm";
import { llmSettings } from "#drizzle/schema/llm.ts";
import { noteAction } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import type { Queryable, Tx } from "#lib/platform/db/client.ts";

export type LlmSettings = { isEnabled: boolean; dailyUsd: number };

const start: LlmSettings = { isEnabled: true, dailyUsd: 10 };

/** The operator's switch and daily budget. */
export async function getLlmSettings(ctx: { db: Queryable }): Promise<LlmSettings & { updatedAt: Date | null }> {
  const [row] = await ctx.db.select().from(llmSettings).where(eq(llmSettings.id, 1));
  if (!row) return { ...start, updatedAt: null };
  return { isEnabled: row.isEnabled, dailyUsd: Number(row.dailyUsd), updatedAt: row.updatedAt };
}

/** The same, locked until the transaction ends: whoever else begins a call waits. Makes the row where it is missing. */
export async function lockLlmSettings(tx: Tx): Promise<LlmSettings> {
  await tx.insert(llmSettings).values({}).onConflictDoNothing();
  const [row] = await tx.select().from(llmSettings).where(eq(llmSettings.id, 1)).for("update");
  return { isEnabled: row!.isEnabled, dailyUsd: Number(row!.dailyUsd) };
}

/** Turns refinement on or off for everybody, or sets the daily budget. The caller has checked that an admin asks. */
export async function changeLlmSettings(
  ctx: Pick<Ctx, "db" | "now">,
  input: { isEnabled?: boolean | undefined; dailyUsd?: number | undefined; userId: string | null },
): Promise<LlmSettings> {
  const set = {
    ...(input.isEnabled === undefined ? {} : { isEnabled: input.isEnabled }),
    ...(input.dailyUsd === undefined ? {} : { dailyUsd: input.dailyUsd.toFixed(6) }),
    updatedBy: input.userId,
    updatedAt: ctx.now(),
  };
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .insert(llmSettings)
      .values(set)
      .onConflictDoUpdate({ target: llmSettings.id, set })
      .returning();
    const subject = `${row!.isEnabled ? "on" : "off"}, $${Number(row!.dailyUsd).toFixed(2)} a day`;
    await noteAction(tx, { operator: { userId: input.userId }, action: "change_refinement", subject });
    return { isEnabled: row!.isEnabled, dailyUsd: Number(row!.dailyUsd) };
  });
}

/**
 * Ends the promises of dead processes: one whose request never left is given back, one whose request did leave counts as
 * spent in full, since the provider may charge for it. Only under the settings' lock, so that two never do it at once.
 * `detectionRunId`: of a run whose earlier worker is known to be gone, those not expired yet, too. Returns how many.
 */
export async function closeExpired(tx: Tx, input: { now: Date; detectionRunId?: string }): Promise<number> {
  const mine = input.detectionRunId === undefined ? sql`false` : sql`detection_run_id = ${input.detectionRunId}`;
  const { rowCount } = await tx.execute(sql`
    update llm_ledger set
      state = case when sent_at is null then 'released' else 'settled' end,
      settled_usd = case when sent_at is null then null else reserved_usd end
    where state = 'reserved' and (expires_at <= ${input.now.toISOString()} or ${mine})`);
  return rowCount ?? 0;
}
