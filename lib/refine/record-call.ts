import { and, eq, sql } from "drizzle-orm";
import { llmLedger, refinements } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import { requireFence } from "#lib/fence.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { LlmOutcome } from "#lib/platform/llm/model.ts";
import type { AskInput } from "./ask-backend.ts";
import { iterationColumns } from "./kept-answer.ts";
import { costOf } from "./model.ts";
import { findPrice } from "./prices.ts";
import { type ReserveRefusal, reserveCall } from "./reserve-call.ts";
import type { RefinementAnswer } from "./schema.ts";
import { releaseCall, settleCall } from "./settle-call.ts";

/** A call that may be made now: its iteration's row and the promise that pays for it. */
export type Begun = { ok: true; refinementId: string; ledgerId: string; reservedUsd: number };

/** Longer than a call can take with the reading of its sound. Then its process is gone. */
const holdMs = 15 * 60_000;

/** Checks every cap, promises the money and writes the iteration's row: all or nothing. */
export async function beginCall(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  ask: Omit<AskInput, "readAudio"> & { inputHash: string; tries: number },
): Promise<Begun | ReserveRefusal> {
  const reserved = await reserveCall(tx, {
    accountId: ask.accountId,
    detectionRunId: ask.detectionRunId,
    backend: ask.backend,
    bound: ask.backend.boundTokens(ask.input),
    maxInFlight: ask.maxInFlight,
    now: ctx.now(),
    holdMs,
  });
  if (!reserved.ok) return reserved;
  const running = { state: "running" as const, tries: ask.tries, detectionRunId: ask.detectionRunId };
  const [row] = await tx
    .insert(refinements)
    .values({ ...iterationColumns(ask, ask.inputHash), ...running })
    .onConflictDoUpdate({
      target: [refinements.highlightId, refinements.inputHash, refinements.iteration],
      targetWhere: sql`${refinements.state} <> 'failed'`,
      set: running,
      setWhere: sql`${refinements.state} = 'running'`,
    })
    .returning({ id: refinements.id });
  if (!row) throw new AppError("conflict", "This iteration was answered meanwhile.");
  await tx.update(llmLedger).set({ refinementId: row.id }).where(eq(llmLedger.id, reserved.ledgerId));
  return { ok: true, refinementId: row.id, ledgerId: reserved.ledgerId, reservedUsd: reserved.reservedUsd };
}

type Ended = Omit<AskInput, "readAudio"> & {
  begun: Begun;
  outcome: LlmOutcome & { latencyMs: number };
  answer: RefinementAnswer | null;
  /** False: another try follows, so the iteration goes on. */
  isLast?: boolean;
};

/** Settles what a call really cost and keeps what it gave. Cost that is not known counts as all that was promised. */
export async function endCall(ctx: Pick<Ctx, "db" | "log" | "fence">, ended: Ended): Promise<void> {
  const { begun, outcome, answer, accountId } = ended;
  const open = { accountId, ledgerId: begun.ledgerId };
  const costUsd = await findCost(ctx, ended);
  if (costUsd !== null && costUsd > begun.reservedUsd) {
    ctx.log.error({ costUsd, reservedUsd: begun.reservedUsd }, "a refinement call cost more than its bound");
  }
  await ctx.db.transaction(async (tx) => {
    await requireFence(tx, ctx);
    if (!outcome.ok && outcome.isFree) await releaseCall(tx, open);
    else await settleCall(tx, { ...open, costUsd });
    const goesOn = !outcome.ok && ended.isLast === false;
    const failure = outcome.ok ? null : outcome;
    await tx
      .update(refinements)
      .set({
        ...(goesOn ? {} : { state: answer === null ? "failed" : "done" }),
        answer,
        failureCode: failure?.failure ?? null,
        failureText: failure?.message ?? null,
        inputTokens: outcome.usage?.input ?? null,
        outputTokens: outcome.usage?.output ?? null,
        latencyMs: outcome.latencyMs,
        costUsd: sql`(select coalesce(sum(l.settled_usd), 0) from llm_ledger l where l.refinement_id = ${begun.refinementId} and l.state = 'settled')`,
      })
      .where(and(eq(refinements.id, begun.refinementId), eq(refinements.accountId, accountId)));
  });
}

/** Null where it isn't known. */
async function findCost(ctx: Pick<Ctx, "db">, { backend, outcome, input }: Ended): Promise<number | null> {
  if (backend.isFree) return 0;
  if (outcome.usage === null) return null;
  const price = await findPrice(ctx.db, { backend: backend.name, model: backend.model });
  if (price === null) return null;
  const audioInput = outcome.usage.audioInput ?? (backend.takesAudio && input.audio !== null ? null : 0);
  return costOf({ ...outcome.usage, audioInput }, price);
}
