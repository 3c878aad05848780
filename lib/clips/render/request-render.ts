import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { findCaptions } from "../captions/find-captions.ts";
import { type ClipProfile, needsRender, type RenderSpec } from "./model.ts";
import { hasTranscript } from "./read-script.ts";
import { type RenderOptions, renderOptions } from "./schema.ts";
import { getSplit, saveSplit } from "./split-settings.ts";

type Asked = {
  accountId: AccountId;
  streamId: string | null;
  highlightIds: string[] | "all";
  profile?: ClipProfile;
  options?: RenderOptions;
};

/** As `chooseRender`; the boxes of a split that are given are remembered for the account. */
export async function requestRender(ctx: { db: Queryable }, input: Asked): Promise<RenderSpec | null> {
  const spec = await chooseRender(ctx, input);
  if (spec?.split && input.options?.split) await saveSplit(ctx, { accountId: input.accountId, split: spec.split });
  return spec;
}

/**
 * What is to be rendered; null when a plain cut gives it. What is not given of a split's boxes is as the account had it
 * last. Throws `invalid_input` when captions are asked of a stream without a transcript, unless they were written for every
 * highlight that is named.
 */
export async function chooseRender(ctx: { db: Queryable }, input: Asked): Promise<RenderSpec | null> {
  const { accountId, profile = "landscape" } = input;
  const { split: given, ...options } = renderOptions.parse(input.options ?? {});
  if (!needsRender({ profile, ...options, split: null })) return null;
  if (options.captions !== "off" && !(await hasCaptionText(ctx, input))) {
    throw new AppError(
      "invalid_input",
      "This stream has no transcript to make captions of. Add a transcript file to it, write the captions yourself, or choose captions off.",
    );
  }
  if (profile !== "vertical-split") return { profile, ...options, split: null };
  const remembered = await getSplit(ctx, { accountId });
  return {
    profile,
    ...options,
    split: {
      face: given?.face ?? remembered.face,
      game: given?.game ?? remembered.game,
      faceShare: given?.faceShare ?? remembered.faceShare,
    },
  };
}

async function hasCaptionText(ctx: { db: Queryable }, { accountId, streamId, highlightIds }: Asked): Promise<boolean> {
  if (streamId !== null && (await hasTranscript(ctx, { accountId, streamId }))) return true;
  if (highlightIds === "all") return false;
  for (const highlightId of new Set(highlightIds)) {
    const captions = await findCaptions(ctx, { accountId, highlightId });
    if (!captions?.lines || captions.lines.length === 0) return false;
  }
  return true;
}
