import { sql } from "drizzle-orm";
import type { Db } from "./client.ts";

/** Whether the database answers a query. */
export async function isDatabaseUp(ctx: { db: Db }): Promise<boolean> {
  try {
    await ctx.db.execute(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}
