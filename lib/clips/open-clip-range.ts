import type { Readable } from "node:stream";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

/** Answers a GET or HEAD for a clip's file. */
export async function openClipRange(
  _ctx: Pick<Ctx, "db" | "store">,
  _input: {
    accountId: AccountId;
    clipVodId: string;
    rangeHeader: string | null;
    ifRange: string | null;
    method: "GET" | "HEAD";
    download?: boolean;
  },
): Promise<{ status: number; headers: Record<string, string>; body: Readable | null }> {
  throw new Error("not built yet");
}
