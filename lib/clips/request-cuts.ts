import { lockAccount } from "#lib/accounts/lock-account.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { getMedia, getVod } from "#lib/vods/queries.ts";
import { makeRoom } from "#lib/vods/retention/make-room.ts";
import type { CutMode, CutOutcome } from "./model.ts";
import { type QueuedCut, queueCut } from "./queue-cut.ts";
import type { ClipProfile } from "./render/model.ts";
import { requestRender } from "./render/request-render.ts";
import type { RenderOptions } from "./render/schema.ts";
import { noSuchHighlight, selectHighlights } from "./select-highlights.ts";

type CutRequest = {
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
};

type RequestCtx = Pick<Ctx, "db" | "now" | "store" | "cache" | "log" | "config">;

/** Others may take the room that was made for a clip; so often it is made anew. */
const roundsOfRoom = 3;

/**
 * Queues clips of highlights of one VOD: rows, reserved bytes and the job in one transaction. `all` leaves out rejected
 * ones. A highlight that can't be cut says why; the others go on. Asking twice gives the same clip. Where the plan has
 * no room and allows it, the oldest things make way, clip by clip, so that as many are cut as fit.
 * Throws `not_found` and `not_ready` of the VOD, `invalid_input` for captions without a transcript.
 */
export async function requestCuts(ctx: RequestCtx, input: CutRequest): Promise<{ outcomes: CutOutcome[] }> {
  const answers = await queueCuts(ctx, input);
  for (const [at, refused] of answers.entries()) {
    const { highlightId } = refused.outcome;
    const room = { accountId: input.accountId, bucket: "clips" as const, spareVodIds: [input.vodId] };
    let neededBytes = refused.neededBytes;
    for (let round = 0; neededBytes !== undefined && round < roundsOfRoom; round += 1) {
      if (!(await makeRoom(ctx, { ...room, neededBytes }))) break;
      const [again] = await queueCuts(ctx, { ...input, highlightIds: [highlightId] });
      if (again) answers[at] = again;
      neededBytes = again?.neededBytes;
    }
  }
  return { outcomes: answers.map((one) => one.outcome) };
}

async function queueCuts(ctx: RequestCtx, input: CutRequest): Promise<QueuedCut[]> {
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
    const answers: QueuedCut[] = [];
    for (const highlight of rows) {
      const answer = await queueCut(tx, {
        accountId,
        highlight,
        source: { vodId, streamId: vod.streamId, index },
        mode: asked ? "render" : input.mode === "fast" ? "fast" : "exact",
        ...render,
        anyway: input.anyway ?? false,
        actorUserId: input.actorUserId,
        now: ctx.now(),
      });
      answers.push(answer);
    }
    for (const highlightId of ids ?? []) {
      if (known.has(highlightId)) continue;
      answers.push({ outcome: { highlightId, ok: false, ...noSuchHighlight }, queued: false });
    }
    if (answers.some((one) => one.queued)) await enqueueJob(tx, "cut_clips", { accountId, vodId });
    return answers;
  });
}
