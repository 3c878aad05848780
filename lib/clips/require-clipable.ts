import { and, eq } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { Claimed } from "./claim-attempt.ts";
import { notClipable } from "./queue-cut.ts";

/**
 * The job's own look before it cuts: a highlight may have been judged not to be a clip after its cut was queued. Throws
 * `not_clipable`, unless this very attempt was asked for by "Create clip anyway".
 */
export async function requireClipable(ctx: Pick<Ctx, "db">, { attempt, clip }: Claimed): Promise<void> {
  if (attempt.anyway) return;
  const [row] = await ctx.db
    .select({ isClipable: highlights.isClipable, clipableReason: highlights.clipableReason })
    .from(highlights)
    .where(and(eq(highlights.id, clip.highlightId), eq(highlights.accountId, clip.accountId)));
  if (row?.isClipable === false) throw new AppError("not_clipable", notClipable(row));
}
