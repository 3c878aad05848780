import { llmPrices, llmSettings } from "#drizzle/schema/llm.ts";
import type { Ctx } from "#lib/context.ts";

/**
 * List prices of Gemini models for prompts below 200,000 tokens, from ai.google.dev/gemini-api/docs/pricing as quoted in
 * July 2026. Providers change them: the admin's table is what counts.
 */
const listPrices: (typeof llmPrices.$inferInsert)[] = [
  gemini("gemini-2.5-flash-lite", "0.1", "0.3", "0.4"),
  gemini("gemini-2.5-flash", "0.3", "1", "2.5"),
  gemini("gemini-2.5-pro", "1.25", null, "10"),
  gemini("gemini-3-flash-preview", "0.5", "1", "3"),
];

function gemini(model: string, input: string, audio: string | null, output: string): typeof llmPrices.$inferInsert {
  return {
    backend: "gemini",
    model,
    inputUsdPerMillion: input,
    audioUsdPerMillion: audio,
    outputUsdPerMillion: output,
  };
}

/** Enters the switch (on), the daily budget and the list prices once; what an admin changes or takes away stays so. */
export async function seedLlmSettings(ctx: Pick<Ctx, "db">): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const made = await tx.insert(llmSettings).values({}).onConflictDoNothing().returning({ id: llmSettings.id });
    if (made.length > 0) await tx.insert(llmPrices).values(listPrices).onConflictDoNothing();
  });
}
