import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { CutMode, CutOutcome } from "./model.ts";

/** Queues clips of highlights of one VOD. */
export async function requestCuts(
  _ctx: Pick<Ctx, "db" | "now">,
  _input: {
    accountId: AccountId;
    vodId: string;
    highlightIds: string[] | "all";
    mode?: CutMode;
    anyway?: boolean;
    actorUserId: string | null;
  },
): Promise<{ outcomes: CutOutcome[] }> {
  return { outcomes: [] };
}
