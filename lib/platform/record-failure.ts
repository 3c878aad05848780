import { sql } from "drizzle-orm";
import { jobFailures } from "#drizzle/schema/operations.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, describeError } from "#lib/errors.ts";
import { redact } from "./redact.ts";
import { secretsOf } from "./secrets.ts";

const longestStack = 8_000;
const mostCauses = 4;
const keptDays = 30;
const outcomeStack = "An outcome that the work can have, not an error of the program: there is no stack.";

/** Keeps what a try threw, with its stack, for who operates the installation. Never fails the work it is told of. */
export async function recordFailure(
  ctx: Pick<Ctx, "db" | "config" | "log">,
  failure: {
    accountId: string;
    task: string;
    subjectId: string;
    attempt: number;
    error: unknown;
    isTriedAgain: boolean;
    /** A verb returned it as its outcome: no stack leads anywhere. */
    isOutcome?: boolean;
  },
): Promise<void> {
  const { error, isOutcome, ...row } = failure;
  const { code, message } = describeError(error);
  const known = secretsOf(ctx.config);
  try {
    await ctx.db.insert(jobFailures).values({
      ...row,
      code,
      message: redact(code === "internal" && !(error instanceof AppError) ? String(error) : message, known),
      stack: isOutcome ? outcomeStack : redact(stackOf(error), known).slice(0, longestStack),
      hostId: ctx.config.hostId,
    });
  } catch (trouble) {
    ctx.log.warn({ err: trouble }, "a failure could not be kept");
  }
}

/** Deletes those older than 30 days. Returns how many. */
export async function forgetOldFailures(ctx: Pick<Ctx, "db">): Promise<number> {
  const { rowCount } = await ctx.db.execute(
    sql`delete from job_failures where created_at < now() - make_interval(days => ${keptDays})`,
  );
  return rowCount ?? 0;
}

/** The stack with those of its causes. */
function stackOf(error: unknown): string {
  const parts: string[] = [];
  let at: unknown = error;
  while (at !== undefined && at !== null && parts.length < mostCauses) {
    parts.push(at instanceof Error ? (at.stack ?? String(at)) : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return parts.join("\ncaused by: ");
}
