import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/** The frame shown at a position, as JPEG. */
export async function getFrameJpeg(
  _ctx: Ctx,
  _input: { accountId: AccountId; vodId: string; atTicks: number; widthPx?: number },
): Promise<Buffer> {
  throw new AppError("internal", "Not built yet.");
}
