import type { Readable } from "node:stream";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

export type RangeResponse = { status: 200 | 206 | 304 | 416; headers: Record<string, string>; body: Readable | null };

/** The HLS playlist of a ready VOD over one media URL. */
export async function getPlaylist(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; vodId: string; mediaUrl: string },
): Promise<string> {
  throw new AppError("internal", "Not built yet.");
}

/** A ready VOD's file by HTTP range. */
export async function openMediaRange(
  _ctx: Pick<Ctx, "db" | "store" | "signal">,
  _input: {
    accountId: AccountId;
    vodId: string;
    rangeHeader: string | null;
    ifRange: string | null;
    method: "GET" | "HEAD";
  },
): Promise<RangeResponse> {
  throw new AppError("internal", "Not built yet.");
}
