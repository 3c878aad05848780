import { and, eq, sql } from "drizzle-orm";
import { refinements } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AskInput } from "./ask-backend.ts";
import { type RefinementAnswer, refinementAnswer } from "./schema.ts";

/** The columns that say which iteration of what a row is. */
export const iterationColumns = (ask: Omit<AskInput, "readAudio">, inputHash: string) => ({
  accountId: ask.accountId,
  highlightId: ask.highlightId,
  detectionRunId: ask.detectionRunId,
  iteration: ask.iteration,
  backend: ask.backend.name,
  model: ask.backend.model,
  promptVersion: ask.backend.promptVersion,
  inputHash,
  beforeStartSeconds: ask.input.current.startSeconds,
  beforeEndSeconds: ask.input.current.endSeconds,
});

/** The answer once given to exactly this input in this account. Another highlight's is copied, so that each has its history. */
export async function findKeptAnswer(
  ctx: Pick<Ctx, "db">,
  ask: Omit<AskInput, "readAudio">,
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
        ...iterationColumns(ask, inputHash),
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
