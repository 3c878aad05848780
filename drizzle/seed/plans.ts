import { plans } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";

const GB = 1_000_000_000;

/** The plans an installation starts with. */
const startPlans: (typeof plans.$inferInsert)[] = [
  {
    id: "free",
    name: "Free",
    maxBytes: 20 * GB,
    maxVods: 10,
    maxClips: 100,
    retentionDays: 14,
    trashDays: 3,
    llmMonthlyUsd: "1",
    allowsEviction: false,
  },
  {
    id: "creator",
    name: "Creator",
    maxBytes: 500 * GB,
    maxVods: 200,
    maxClips: 5_000,
    retentionDays: 60,
    trashDays: 14,
    llmMonthlyUsd: "20",
    allowsEviction: true,
  },
  {
    id: "studio",
    name: "Studio",
    maxBytes: 5_000 * GB,
    maxVods: 5_000,
    maxClips: 100_000,
    retentionDays: 365,
    trashDays: 30,
    llmMonthlyUsd: "200",
    allowsEviction: true,
  },
];

/** Adds the plans that are missing; plans an operator changed stay as they are. */
export async function seedPlans(ctx: Pick<Ctx, "db">): Promise<void> {
  await ctx.db.insert(plans).values(startPlans).onConflictDoNothing({ target: plans.id });
}
