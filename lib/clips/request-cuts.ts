import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { getMedia, getVod } from "#lib/vods/queries.ts";
import type { CutMode, CutOutcome } from "./model.ts";
import { queueCut } from "./queue-cut.ts";
import type { ClipProfile } from "./render/model.ts";
import { requestRender } from "./render/request-render.ts";
import type { RenderOptions } from "./render/schema.ts";
import { noSuchHighlight, selectHighlights } from "./select-highlights.ts";

/**
 * Queues clips of highlights of one VOD: rows, reserved bytes and the job in one transaction. `all` leaves out rejected
 * ones. A highlight that can't be cut says why; the others go on. Asking twice gives the same clip.
 * Throws `not_found` and `not_ready` of the VOD, `invalid_input` for captions without a transcript.
 */
export async function requestCuts(
  ctx: Pick<Ctx, "db" | "now">,
  input: {
    accountId: AccountId;
    vodId: string;
    highlightIds: string[] | "all";
    mode?: CutMode;
    /** Of a rendered clip; `mode` is then `render`, whatever was asked. Split boxes given are remembered for the account. */
    profile?: ClipProfile;
    options?: RenderOptions;
    /** Cut what was judged not a clip, too. */
    anyway?: boolean;
    actorUserId: string | null;
  },
): Promise<{ outcomes: CutOutcome[] }> {
  const { accountId, vodId } = input;
  const { index, row } = await getMedia(ctx, { accountId, vodId });
  const vod = await getVod(ctx, { accountId, vodId });
  return ctx.db.transaction(async (tx) => {
    // Before any row of the account is touched, so that requests side by side wait here and not on each other's rows.
    await lockAccount(tx, accountId);
    const asked = await requestRender({ ...ctx, db: tx }, { ...input, streamId: vod.streamId });
    const render = asked ? { render: { spec: asked, sourceSize: { width: row.width, height: row.height } } } : {};
    const ids = input.highlightIds === "all" ? null : [...new Set(input.highlightIds)];
    const rows = await selectHighlights(tx, input).for("update");
    const known = new Set(rows.map((row) => row.id));
    const outcomes: CutOutcome[] = [];
    let queuedCount = 0;
    for (const highlight of rows) {
      const { outcome, queued } = await queueCut(tx, {
        accountId,
        highlight,
        source: { vodId, streamId: vod.streamId, index },
        mode: asked ? "render" : input.mode === "fast" ? "fast" : "exact",
        ...render,
        anyway: input.anyway ?? false,
        actorUserId: input.actorUserId,
        now: ctx.now(),
      });
      outcomes.push(outcome);
      if (queued) queuedCount += 1;
    }
    for (const highlightId of ids ?? []) {
      if (known.has(highlightId)) continue;
      outcomes.push({ highlightId, ok: false, ...noSuchHighlight });
    }
    if (queuedCount > 0) await enqueueJob(tx, "cut_clips", { accountId, vodId });
    return { outcomes };
  });
}
