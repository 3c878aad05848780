import { eq } from "drizzle-orm";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { Ctx } from "#lib/context.ts";

/** Changes the name that others see. */
export async function renameUser(
  ctx: Pick<Ctx, "db" | "now">,
  input: { userId: string; name: string },
): Promise<{ ok: true }> {
  await ctx.db.update(authUsers).set({ name: input.name, updatedAt: ctx.now() }).where(eq(authUsers.id, input.userId));
  return { ok: true };
}
