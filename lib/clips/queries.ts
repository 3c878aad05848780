import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { ClipView } from "./model.ts";

/** Clips of an account, newest first; of one source VOD when named. */
export async function listClips(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; sourceVodId?: string },
): Promise<ClipView[]> {
  return [];
}

/** One clip. Throws `not_found`. */
export async function getClip(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; clipVodId: string },
): Promise<ClipView> {
  throw new Error("not built yet");
}

/** How many finished clips each of these streams has. */
export async function countClips(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; streamIds: string[] },
): Promise<Map<string, number>> {
  return new Map();
}
