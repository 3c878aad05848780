import { members } from "#drizzle/schema/accounts.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { Role } from "../authorise.ts";
import { guardLastOwner, isMember, type Member } from "./guard-last-owner.ts";

/** Changes what a member may do. Refused for the last owner. Throws `not_found`. */
export async function changeMemberRole(
  ctx: Pick<Ctx, "db">,
  input: Member & { role: Role },
): Promise<{ ok: true } | Refusal<"conflict">> {
  return ctx.db.transaction(async (tx) => {
    const allowed = await guardLastOwner(tx, input);
    if (!allowed.ok && input.role !== "owner") return allowed;
    await tx.update(members).set({ role: input.role }).where(isMember(input));
    return { ok: true };
  });
}
