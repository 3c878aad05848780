import { createHash } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { refinements } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, describeError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { linkLlmReservation, releaseLlmCost, reserveLlmCost, settleAbandonedLlmCost, settleLlmCost } from "./budget.ts";
import { type BackendReply, clampAnswer, type HighlightRefinementBackend, type RefinementInput } from "./model.ts";
import { type RefinementAnswer, refinementAnswer } from "./schema.ts";

export type Asked =
  | { ok: true; answer: RefinementAnswer; kept: boolean }
  | { ok: false; reason: "budget" | "failed"; code: string; message: string };

type AskInput = {
  accountId: AccountId;
  highlightId: string;
  detectionRunId: string;
  iteration: number;
  backend: HighlightRefinementBackend;
  input: RefinementInput;
};

/** SHA-256 of everything that decides the answer. */
export const hashRefinementInput = (backend: HighlightRefinementBackend, input: RefinementInput): string =>
  createHash("sha256")
    .update(JSON.stringify([backend.name, backend.model, backend.promptVersion, input]))
    .digest("hex");

/**
 * One iteration: the answer kept for the same input, else one call of the backend, its estimated cost reserved before
 * and the real one settled after. The row is kept either way. Throws only when the job itself is aborted.
 */
export async function askBackend(ctx: Pick<Ctx, "db" | "now" | "signal" | "log">, ask: AskInput): Promise<Asked> {
  const inputHash = hashRefinementInput(ask.backend, ask.input);
  const kept = await findKeptAnswer(ctx, ask, inputHash);
  if (kept) return { ok: true, answer: kept, kept: true };
  const begun = await ctx.db.transaction((tx) => beginCall(tx, ctx, ask, inputHash));
  if (!begun.ok) return { ok: false, reason: "budget", code: "budget", message: begun.message };

  const startedMs = performance.now();
  try {
    const reply = await ask.backend.refine(ask.input, { signal: ctx.signal });
    const latencyMs = Math.round(performance.now() - startedMs);
    return await keepReply(ctx, { ask, ...begun, reply, latencyMs });
  } catch (error) {
    // Left running, with its money promised: the next try takes the row up again.
    if (ctx.signal.aborted) throw error;
    ctx.log.warn({ err: error, highlightId: ask.highlightId, backend: ask.backend.name }, "a refinement call failed");
    const { code, message } = describeError(error);
    const costUsd = error instanceof AppError ? Number(error.details.costUsd ?? 0) : 0;
    const latencyMs = Math.round(performance.now() - startedMs);
    await ctx.db.transaction((tx) => keepFailure(tx, { ask, ...begun, code, message, costUsd, latencyMs }));
    return { ok: false, reason: "failed", code, message };
  }
}

/** The answer once given to exactly this input in this account. Another highlight's is copied, so that each has its history. */
async function findKeptAnswer(
  ctx: Pick<Ctx, "db">,
  ask: AskInput,
  inputHash: string,
): Promise<RefinementAnswer | null> {
  const [row] = await ctx.db
    .select()
    .from(refinements)
    .where(
      and(
        eq(refinements.accountId, ask.accountId),
        eq(refinements.inputHash, inputHash),
        eq(refinements.state, "done"),
      ),
    )
    .orderBy(sql`${refinements.highlightId} = ${ask.highlightId} desc`)
    .limit(1);
  if (!row) return null;
  const answer = refinementAnswer.parse(row.answer);
  if (row.highlightId !== ask.highlightId) {
    await ctx.db
      .insert(refinements)
      .values({
        ...rowOf(ask, inputHash),
        state: "done",
        answer,
        inputTokens: 0,
        outputTokens: 0,
        latencyMs: 0,
      })
      .onConflictDoNothing();
  }
  return answer;
}

const rowOf = (ask: AskInput, inputHash: string) => ({
  accountId: ask.accountId,
  highlightId: ask.highlightId,
  detectionRunId: ask.detectionRunId,
  iteration: ask.iteration,
  backend: ask.backend.name,
  model: ask.backend.model,
  promptVersion: ask.backend.promptVersion,
  inputHash,
});

/** Reserves the money and writes the iteration's row, both or neither. */
async function beginCall(tx: Tx, ctx: Pick<Ctx, "now">, ask: AskInput, inputHash: string) {
  const reserved = await reserveLlmCost(tx, {
    accountId: ask.accountId,
    estimatedUsd: ask.backend.estimateCostUsd(ask.input),
    now: ctx.now(),
  });
  if (!reserved.ok) return reserved;
  const [row] = await tx
    .insert(refinements)
    .values({ ...rowOf(ask, inputHash), state: "running" })
    .onConflictDoUpdate({
      target: [refinements.highlightId, refinements.inputHash, refinements.iteration],
      set: { state: "running", detectionRunId: ask.detectionRunId, failureCode: null, failureText: null },
      setWhere: sql`${refinements.state} <> 'done'`,
    })
    .returning({ id: refinements.id });
  if (!row) throw new AppError("conflict", "This iteration was answered meanwhile.");
  await settleAbandonedLlmCost(tx, { accountId: ask.accountId, refinementId: row.id });
  await linkLlmReservation(tx, { accountId: ask.accountId, ledgerId: reserved.ledgerId, refinementId: row.id });
  return { ok: true as const, refinementId: row.id, ledgerId: reserved.ledgerId };
}

type Call = { ask: AskInput; refinementId: string; ledgerId: string; latencyMs: number };

/** Parses and clamps the reply, keeps it and settles its cost. A reply that can't be used cost money all the same. */
async function keepReply(ctx: Pick<Ctx, "db">, call: Call & { reply: BackendReply }): Promise<Asked> {
  const { ask, reply } = call;
  const parsed = refinementAnswer.safeParse(reply.answer);
  const answer = parsed.success ? clampAnswer(parsed.data, ask.input.window) : null;
  return ctx.db.transaction(async (tx): Promise<Asked> => {
    if (answer === null) {
      const code = "output_invalid";
      const message =
        "The answer could not be used: it has the wrong shape, or less than a second of it lies in the window. The detected bounds stay.";
      await keepFailure(tx, { ...call, code, message, costUsd: reply.costUsd });
      return { ok: false, reason: "failed", code, message };
    }
    await tx
      .update(refinements)
      .set({
        state: "done",
        answer,
        inputTokens: reply.inputTokens,
        outputTokens: reply.outputTokens,
        costUsd: reply.costUsd.toFixed(6),
        latencyMs: call.latencyMs,
      })
      .where(and(eq(refinements.id, call.refinementId), eq(refinements.accountId, ask.accountId)));
    await settleLlmCost(tx, { accountId: ask.accountId, ledgerId: call.ledgerId, costUsd: reply.costUsd });
    return { ok: true, answer, kept: false };
  });
}

async function keepFailure(tx: Tx, call: Call & { code: string; message: string; costUsd: number }): Promise<void> {
  const { ask } = call;
  await tx
    .update(refinements)
    .set({
      state: "failed",
      failureCode: call.code,
      failureText: call.message,
      costUsd: call.costUsd.toFixed(6),
      latencyMs: call.latencyMs,
    })
    .where(and(eq(refinements.id, call.refinementId), eq(refinements.accountId, ask.accountId)));
  if (call.costUsd > 0) {
    await settleLlmCost(tx, { accountId: ask.accountId, ledgerId: call.ledgerId, costUsd: call.costUsd });
  } else {
    await releaseLlmCost(tx, { accountId: ask.accountId, ledgerId: call.ledgerId });
  }
}
