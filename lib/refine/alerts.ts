import { and, eq, inArray } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { LlmFailure } from "#lib/platform/llm/model.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { describeRefineReason, type HighlightRefinementBackend } from "./model.ts";

type Backend = Pick<HighlightRefinementBackend, "name" | "model">;

/** Tells the operator that a model gave no answer: one alert an hour for each backend and kind of failure. */
export async function alertFailure(
  ctx: Pick<Ctx, "db" | "now">,
  input: { backend: Backend; failure: LlmFailure; message: string },
): Promise<void> {
  const { backend, failure, message } = input;
  await raiseAlert(ctx, {
    cause: `refine:${backend.name}:${failure}`,
    severity: failure === "unauthorised" || failure === "not_accepted" ? "critical" : "warning",
    text: `Refinement by ${backend.model}: ${message}`,
  });
}

/** Tells the operator of highlights that were left out for reasons an operator can change. */
export async function alertSkipped(
  ctx: Pick<Ctx, "db" | "now">,
  input: { detectionRunId: string; backend: Backend },
): Promise<void> {
  const rows = await ctx.db
    .selectDistinct({ reason: highlights.refineReason })
    .from(highlights)
    .where(
      and(
        eq(highlights.detectionRunId, input.detectionRunId),
        eq(highlights.refineState, "skipped"),
        inArray(highlights.refineReason, ["daily_budget", "no_price"]),
      ),
    );
  for (const { reason } of rows) {
    const cause = `refine:${reason}`;
    await raiseAlert(ctx, {
      cause,
      severity: "warning",
      text: `${input.backend.model}: ${describeRefineReason(reason!)}`,
    });
  }
}
