import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { CutOutcome } from "./model.ts";

/** Cuts a clip again with the bounds its highlight has now. */
export async function retryCut(
  _ctx: Pick<Ctx, "db" | "now">,
  _input: { accountId: AccountId; clipVodId: string; actorUserId: string | null },
): Promise<CutOutcome> {
  throw new Error("not built yet");
}
