import { buffer } from "node:stream/consumers";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { getMedia } from "./queries.ts";

/** The picture that stands for a ready VOD in lists, as JPEG. Throws `not_found` where it has none. */
export async function getPoster(
  ctx: Pick<Ctx, "db" | "store" | "signal">,
  input: { accountId: AccountId; vodId: string },
): Promise<Buffer> {
  const { row } = await getMedia(ctx, input);
  if (row.posterKey === null) throw new AppError("not_found", "This video has no preview picture.");
  return buffer(await ctx.store.get(row.posterKey, { signal: ctx.signal }));
}
