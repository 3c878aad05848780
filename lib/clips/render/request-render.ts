import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { type ClipProfile, needsRender, type RenderSpec } from "./model.ts";
import { hasTranscript } from "./read-script.ts";
import { type RenderOptions, renderOptions } from "./schema.ts";
import { getSplit, saveSplit } from "./split-settings.ts";

/**
 * What is to be rendered; null when a plain cut gives it. Boxes of a split that are given are remembered for the account,
 * else its last ones are taken. Throws `invalid_input` when captions are asked of a stream without a transcript.
 */
export async function requestRender(
  ctx: { db: Queryable },
  input: { accountId: AccountId; streamId: string | null; profile?: ClipProfile; options?: RenderOptions },
): Promise<RenderSpec | null> {
  const { accountId, streamId, profile = "landscape" } = input;
  const { split: given, ...options } = renderOptions.parse(input.options ?? {});
  if (!needsRender({ profile, ...options, split: null })) return null;
  if (options.captions !== "off" && !(streamId !== null && (await hasTranscript(ctx, { accountId, streamId })))) {
    throw new AppError(
      "invalid_input",
      "This stream has no transcript to make captions of. Add a transcript file to it, or choose captions off.",
    );
  }
  if (profile !== "vertical-split") return { profile, ...options, split: null };
  const remembered = await getSplit(ctx, { accountId });
  const split = {
    face: given?.face ?? remembered.face,
    game: given?.game ?? remembered.game,
    faceShare: given?.faceShare ?? remembered.faceShare,
  };
  if (given) await saveSplit(ctx, { accountId, split });
  return { profile, ...options, split };
}
