import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { DetectionRunView, HighlightView, Minimap } from "./model.ts";

/** A VOD's visible highlights: ranked ones first, then those made by hand, by start. */
export async function listHighlights(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; vodId: string },
): Promise<HighlightView[]> {
  throw new Error("not built yet");
}

/** One highlight; throws `not_found`. */
export async function getHighlight(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; highlightId: string },
): Promise<HighlightView> {
  throw new Error("not built yet");
}

/** The stream's newest detection run, or null. */
export async function findLatestDetectionRun(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; streamId: string },
): Promise<DetectionRunView | null> {
  throw new Error("not built yet");
}

/** Visible highlights a stream; streams without any are left out of the map. */
export async function countHighlights(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; streamIds: string[] },
): Promise<Map<string, number>> {
  throw new Error("not built yet");
}

/** Chat density, loudness, events and highlights of a VOD in `buckets` equal parts of its length. */
export async function getMinimap(
  _ctx: Pick<Ctx, "db">,
  _input: { accountId: AccountId; vodId: string; buckets: number },
): Promise<Minimap> {
  throw new Error("not built yet");
}
