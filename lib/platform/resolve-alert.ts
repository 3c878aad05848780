import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";

/** The trouble of this cause is over: its open alert, if there is one, is closed. Returns whether there was one. */
export async function resolveAlert(ctx: Pick<Ctx, "db" | "now">, cause: string): Promise<boolean> {
  const { rowCount } = await ctx.db.execute(sql`
    update alerts set resolved_at = ${ctx.now().toISOString()} where cause = ${cause} and resolved_at is null`);
  return rowCount === 1;
}
