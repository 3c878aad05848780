import { and, asc, eq } from "drizzle-orm";
import { llmPrices } from "#drizzle/schema/llm.ts";
import { noteAction, type Operator } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import type { ModelPrice, NamedPrice } from "./model.ts";

/** What the operator says a model costs; null where nothing is said, and then it isn't called. */
export async function findPrice(
  db: Queryable,
  { backend, model }: { backend: string; model: string },
): Promise<ModelPrice | null> {
  const [row] = await db
    .select()
    .from(llmPrices)
    .where(and(eq(llmPrices.backend, backend), eq(llmPrices.model, model)));
  return row ? priceOf(row) : null;
}

/** The table of prices, by name. */
export async function listPrices(ctx: Pick<Ctx, "db">): Promise<NamedPrice[]> {
  const rows = await ctx.db.select().from(llmPrices).orderBy(asc(llmPrices.backend), asc(llmPrices.model));
  return rows.map((row) => ({ backend: row.backend, model: row.model, ...priceOf(row) }));
}

/** Sets what a model costs from the next call on. The caller has checked that an admin asks. */
export async function setPrice(
  ctx: Pick<Ctx, "db" | "now">,
  input: NamedPrice & { operator: Operator },
): Promise<void> {
  const amounts = {
    inputUsdPerMillion: String(input.inputUsdPerMillion),
    audioUsdPerMillion: input.audioUsdPerMillion === null ? null : String(input.audioUsdPerMillion),
    outputUsdPerMillion: String(input.outputUsdPerMillion),
    updatedAt: ctx.now(),
  };
  const { backend, model, operator } = input;
  await ctx.db.transaction(async (tx) => {
    await tx
      .insert(llmPrices)
      .values({ backend, model, ...amounts })
      .onConflictDoUpdate({ target: [llmPrices.backend, llmPrices.model], set: amounts });
    await noteAction(tx, { operator, action: "set_price", subject: `${backend}: ${model}` });
  });
}

/** Takes a model's price away, and with it the permission to call it. */
export async function removePrice(
  ctx: Pick<Ctx, "db">,
  input: { backend: string; model: string; operator: Operator },
): Promise<void> {
  const { backend, model, operator } = input;
  await ctx.db.transaction(async (tx) => {
    await tx.delete(llmPrices).where(and(eq(llmPrices.backend, backend), eq(llmPrices.model, model)));
    await noteAction(tx, { operator, action: "remove_price", subject: `${backend}: ${model}` });
  });
}

const priceOf = (row: typeof llmPrices.$inferSelect): ModelPrice => ({
  inputUsdPerMillion: Number(row.inputUsdPerMillion),
  audioUsdPerMillion: row.audioUsdPerMillion === null ? null : Number(row.audioUsdPerMillion),
  outputUsdPerMillion: Number(row.outputUsdPerMillion),
});
