import { buffer } from "node:stream/consumers";
import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { getMedia } from "./queries.ts";
import { buildSpriteVtt } from "./sprites.ts";

type OfVod = { accountId: AccountId; vodId: string };

/**
 * The WebVTT map of a ready VOD's small pictures; a cue names `sheetUrl(sheet)` and the place on it as `#xywh=`.
 * A VOD without pictures has an empty map. Throws `not_ready`.
 */
export async function getSpriteVtt(
  ctx: Pick<Ctx, "db">,
  input: OfVod & { sheetUrl: (sheet: number) => string },
): Promise<string> {
  const { index, probe } = await getMedia(ctx, input);
  return probe.sprites ? buildSpriteVtt(probe.sprites, index, input.sheetUrl) : "WEBVTT\n";
}

/** Sheet `sheet` (from 0) of a ready VOD's small pictures, as JPEG. Throws `not_found` past the last. */
export async function getSprite(
  ctx: Pick<Ctx, "db" | "store" | "signal">,
  input: OfVod & { sheet: number },
): Promise<Buffer> {
  const { row } = await getMedia(ctx, input);
  const key = row.spriteKeys[input.sheet];
  if (key === undefined) {
    throw new AppError("not_found", `This video has ${row.spriteKeys.length} sheets of small pictures, from 0.`);
  }
  return await buffer(await ctx.store.get(key, { signal: ctx.signal }));
}
