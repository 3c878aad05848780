import type { highlights } from "#drizzle/schema/highlights.ts";

/**
 * What somebody judged who approves, rejects, trims or cuts a highlight. Kept with the decision, so that a label outlives
 * later runs of detection and weights can be fitted from it. Pure.
 */
export function judgedFacts(row: typeof highlights.$inferSelect) {
  const { reviewState, rank, score, contributions, timescale } = row;
  const { detectedStartTicks, detectedEndTicks, trimmedStartTicks, trimmedEndTicks } = row;
  const bounds = { detectedStartTicks, detectedEndTicks, trimmedStartTicks, trimmedEndTicks, timescale };
  return { reviewState, rank, score, contributions, ...bounds };
}
