import { randomBytes, randomUUID } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { reserveBytes } from "#lib/accounts/quota-reserve.ts";
import { releaseReservation } from "#lib/accounts/quota-settle.ts";
import { judgedFacts } from "#lib/highlights/judged-facts.ts";
import { effectiveBounds } from "#lib/highlights/model.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { formatTimestamp, ticksToSeconds } from "#lib/time.ts";
import type { MediaIndex } from "#lib/vods/model.ts";
import { withCaptionsVersion } from "./captions/with-captions-version.ts";
import type { CutMode, CutOutcome, CutPlan } from "./model.ts";
import { planCut } from "./plan-cut.ts";
import { type ClipProfile, isCaptioned, isSameRender, type RenderSpec, type Size } from "./render/model.ts";
import { restoreClip } from "./restore-clip.ts";

type Highlight = typeof highlights.$inferSelect;

type Rendering = { spec: RenderSpec; sourceSize: Size };

export type QueueCut = {
  accountId: AccountId;
  /** Locked by the caller's transaction. */
  highlight: Highlight;
  source: { vodId: string; streamId: string | null; index: MediaIndex };
  mode: CutMode;
  /** Of the mode `render`. */
  render?: Rendering;
  anyway: boolean;
  actorUserId: string | null;
  now: Date;
};

/** The key of one try's file; the random part keeps a worker thought dead from writing over its successor's. */
export const clipObjectKey = (input: { accountId: string; clipVodId: string; attempt: number }): string =>
  `accounts/${input.accountId}/clips/${input.clipVodId}/${input.attempt}-${randomBytes(4).toString("hex")}.mp4`;

/** `neededBytes`: of one that was refused because they don't fit. */
export type QueuedCut = { outcome: CutOutcome; queued: boolean; neededBytes?: number };

/** Makes the rows of one clip, or says why not. The account is locked: what is read here stays true until commit. */
export async function queueCut(tx: Tx, input: QueueCut): Promise<QueuedCut> {
  const { accountId, highlight, mode } = input;
  const highlightId = highlight.id;
  const refuse = (reason: Extract<CutOutcome, { ok: false }>["reason"], message: string) => ({
    outcome: { highlightId, ok: false as const, reason, message },
    queued: false,
  });
  if (highlight.isClipable === false && !input.anyway) return refuse("not_clipable", notClipable(highlight));
  const render =
    input.render && (await withCaptionsVersion({ db: tx }, { accountId, highlightId, render: input.render }));
  const planned = planCut({
    index: input.source.index,
    bounds: effectiveBounds(highlight),
    mode,
    ...(render ? { render } : {}),
  });
  if (!planned.ok) return refuse(planned.reason, planned.message);
  const { plan } = planned;

  const existing = await findExisting(tx, input);
  // Asked for again, a clip in the trash comes back as what it was: same row, same external id.
  if (existing?.vodState === "trashed") {
    const restored = await restoreClip(tx, { accountId, clipVodId: existing.vodId });
    if (!restored.ok) {
      await updateHighlight(tx, input, { cutState: "skipped", cutReason: restored.message });
      return refuse("quota_exceeded", restored.message);
    }
    existing.vodState = restored.vodState;
    highlight.cutState = restored.cutState;
  }
  const newest = existing?.newest;
  if (existing && newest) {
    const isOpen = newest.state === "queued" || newest.state === "cutting";
    if (isThisCut({ ...existing, newest }, plan)) {
      if (isOpen && input.anyway && !newest.anyway) {
        await tx.update(clipAttempts).set({ anyway: true }).where(eq(clipAttempts.id, newest.id));
        await logAction(tx, input, { clipVodId: existing.vodId, attempt: newest.attempt });
      }
      const outcome = { highlightId, ok: true as const, clipVodId: existing.vodId, attempt: newest.attempt };
      return { outcome, queued: isOpen };
    }
    if (newest.state === "cutting") {
      return refuse("conflict", "This clip is being cut right now with other bounds. Cut it again when it is done.");
    }
    if (existing.vodState === "deleting") {
      return refuse("conflict", "This highlight's clip is being deleted. Try again in a minute.");
    }
    if (newest.state === "queued") {
      await tx
        .update(clipAttempts)
        .set({ state: "cancelled", finishedAt: input.now })
        .where(eq(clipAttempts.id, newest.id));
      await releaseReservation(tx, { accountId, subjectId: newest.id, purpose: "clip" });
    }
  }
  const clipVodId = existing?.vodId ?? randomUUID();
  const attemptId = randomUUID();
  const reserved = await reserveBytes(tx, {
    accountId,
    subjectId: attemptId,
    purpose: "clip",
    bytes: plan.estimatedBytes,
    now: input.now,
    countsVodId: clipVodId,
  });
  if (!reserved.ok) {
    await updateHighlight(tx, input, { cutState: "skipped", cutReason: reserved.message });
    const refused = refuse("quota_exceeded", reserved.message);
    return reserved.missingBytes > 0 ? { ...refused, neededBytes: plan.estimatedBytes } : refused;
  }
  const attempt = (newest?.attempt ?? 0) + 1;
  await writeClip(tx, input, { clipVodId, isNew: existing === null, vodState: existing?.vodState ?? null, plan });
  await tx.insert(clipAttempts).values({
    id: attemptId,
    vodId: clipVodId,
    accountId,
    attempt,
    mode,
    timescale: plan.timescale,
    startTicks: plan.requestedStartTicks,
    endTicks: plan.requestedEndTicks,
    plan,
    anyway: input.anyway,
    objectKey: clipObjectKey({ accountId, clipVodId, attempt }),
  });
  await logAction(tx, input, { clipVodId, attempt });
  await updateHighlight(tx, input, { cutState: "queued", cutReason: null });
  return { outcome: { highlightId, ok: true, clipVodId, attempt }, queued: true };
}

/** Why a highlight judged not to be a clip isn't cut. */
export const notClipable = (highlight: Pick<Highlight, "clipableReason">): string =>
  `This highlight was judged not to be a clip${highlight.clipableReason ? `: ${highlight.clipableReason}` : "."} Choose "Create clip anyway" to cut it.`;

/** Whether the very clip that is asked for is there or under way. */
export function isThisCut(
  existing: { vodState: string; newest: typeof clipAttempts.$inferSelect },
  plan: Pick<CutPlan, "mode" | "timescale" | "requestedStartTicks" | "requestedEndTicks" | "render">,
): boolean {
  const { newest } = existing;
  const isSame =
    newest.mode === plan.mode &&
    isSameRender((newest.plan as CutPlan | null)?.render, plan.render) &&
    newest.timescale === plan.timescale &&
    newest.startTicks === plan.requestedStartTicks &&
    newest.endTicks === plan.requestedEndTicks;
  const isCurrent = newest.state === "ready" && existing.vodState === "ready";
  return isSame && (isCurrent || newest.state === "queued" || newest.state === "cutting");
}

/** Which of its highlight's clips it is. */
const variantOf = (render: QueueCut["render"]): { profile: ClipProfile; isCaptioned: boolean } => ({
  profile: render?.spec.profile ?? "landscape",
  isCaptioned: isCaptioned(render?.spec),
});

async function findExisting(tx: Tx, { accountId, highlight, render }: QueueCut) {
  const variant = variantOf(render);
  const [clip] = await tx
    .select({ vodId: clips.vodId, vodState: vods.state })
    .from(clips)
    .innerJoin(vods, eq(vods.id, clips.vodId))
    .where(
      and(
        eq(clips.accountId, accountId),
        eq(clips.highlightId, highlight.id),
        eq(clips.profile, variant.profile),
        eq(clips.isCaptioned, variant.isCaptioned),
      ),
    );
  if (!clip) return null;
  const [newest] = await tx
    .select()
    .from(clipAttempts)
    .where(and(eq(clipAttempts.accountId, accountId), eq(clipAttempts.vodId, clip.vodId)))
    .orderBy(desc(clipAttempts.attempt))
    .limit(1);
  return { ...clip, newest };
}

/** The clip's own VOD. One that is ready stays so: its file is played until the new one is verified. */
async function writeClip(
  tx: Tx,
  input: QueueCut,
  clip: { clipVodId: string; isNew: boolean; vodState: string | null; plan: CutPlan },
): Promise<void> {
  const { accountId, highlight } = input;
  const { profile, isCaptioned } = variantOf(input.render);
  const atSeconds = ticksToSeconds(clip.plan.requestedStartTicks, clip.plan.timescale);
  const title = highlight.title ?? `Highlight at ${formatTimestamp(atSeconds, 0)}`;
  if (clip.isNew) {
    await tx.insert(vods).values({
      id: clip.clipVodId,
      accountId,
      streamId: input.source.streamId,
      kind: "highlight",
      provenance: highlight.origin === "manual" ? "manual" : "auto",
      externalId: `highlight-${highlight.id}${profile === "landscape" ? "" : `-${profile}`}${isCaptioned ? "-captions" : ""}`,
      title,
    });
    await tx.insert(clips).values({
      vodId: clip.clipVodId,
      accountId,
      highlightId: highlight.id,
      sourceVodId: input.source.vodId,
      profile,
      isCaptioned,
    });
    return;
  }
  await tx
    .update(vods)
    .set({
      title,
      failureCode: null,
      failureText: null,
      ...(clip.vodState === "ready" ? {} : { state: "imported" as const }),
    })
    .where(and(eq(vods.id, clip.clipVodId), eq(vods.accountId, accountId)));
}

async function logAction(tx: Tx, input: QueueCut, after: { clipVodId: string; attempt: number }): Promise<void> {
  const { accountId, highlight } = input;
  const overridden = highlight.isClipable === false && input.anyway;
  await tx.insert(actionLog).values({
    accountId,
    highlightId: highlight.id,
    actorUserId: input.actorUserId,
    action: overridden ? "cut_anyway" : "cut",
    position: sql`(select coalesce(max(l.position), 0) + 1 from action_log l where l.highlight_id = ${highlight.id})`,
    before: { cutState: highlight.cutState, ...judgedFacts(highlight) },
    after: { cutState: "queued", mode: input.mode, ...variantOf(input.render), ...after },
  });
}

async function updateHighlight(
  tx: Tx,
  input: QueueCut,
  set: { cutState: "queued" | "skipped"; cutReason: string | null },
): Promise<void> {
  // Clips beside the main one have states of their own.
  const { profile, isCaptioned } = variantOf(input.render);
  if (profile !== "landscape" || isCaptioned) return;
  // A clip that exists stays what it is when there is no room for a new cut of it.
  if (set.cutState === "skipped" && ["ready", "stale"].includes(input.highlight.cutState)) return;
  await tx
    .update(highlights)
    .set({ ...set, version: sql`${highlights.version} + 1`, updatedAt: input.now })
    .where(and(eq(highlights.id, input.highlight.id), eq(highlights.accountId, input.accountId)));
}
