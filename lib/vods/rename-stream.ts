import { and, eq, ne } from "drizzle-orm";
import { streams, vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/**
 * Gives a stream another title. Its recordings that were called the same are called so, too; clips keep their names.
 * Throws `not_found`.
 */
export async function renameStream(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string; title: string },
): Promise<{ ok: true; title: string }> {
  const { accountId, streamId, title } = input;
  return ctx.db.transaction(async (tx) => {
    const mine = and(eq(streams.accountId, accountId), eq(streams.id, streamId));
    const [before] = await tx.select({ title: streams.title }).from(streams).where(mine).for("update");
    if (!before) throw new AppError("not_found", "There is no such stream in this account.");
    await tx.update(streams).set({ title }).where(mine);
    await tx
      .update(vods)
      .set({ title })
      .where(
        and(
          eq(vods.accountId, accountId),
          eq(vods.streamId, streamId),
          ne(vods.kind, "highlight"),
          eq(vods.title, before.title),
        ),
      );
    return { ok: true, title };
  });
}
