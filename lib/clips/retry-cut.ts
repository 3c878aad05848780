import type { Ctx } from "#lib/context.ts";
import { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import type { CutOutcome } from "./model.ts";
import { getClip } from "./queries.ts";
import type { RenderSpec } from "./render/model.ts";
import { requestCuts } from "./request-cuts.ts";

/**
 * Cuts a clip again in its mode, with the bounds its highlight has now. One that was made by "Create clip anyway" is so
 * again; any other is refused once its highlight is judged not to be a clip. Throws `not_found`, and `not_ready` of the
 * source.
 */
export async function retryCut(
  ctx: Pick<Ctx, "db" | "now" | "store" | "cache" | "log" | "config">,
  input: { accountId: AccountId; clipVodId: string; actorUserId: string | null },
): Promise<CutOutcome> {
  const clip = await getClip(ctx, input);
  const { outcomes } = await requestCuts(ctx, {
    accountId: input.accountId,
    vodId: clip.sourceVodId,
    highlightIds: [clip.highlightId],
    mode: clip.mode,
    ...(clip.render ? { profile: clip.render.profile, options: optionsOf(clip.render) } : {}),
    anyway: clip.anyway,
    actorUserId: input.actorUserId,
  });
  const [outcome] = outcomes;
  if (!outcome) throw new AppError("not_found", "The highlight of this clip is gone.");
  return outcome;
}

const optionsOf = ({ captions, chatOverlay, loudness, split }: RenderSpec) => ({
  captions,
  chatOverlay,
  loudness,
  ...(split ? { split } : {}),
});
