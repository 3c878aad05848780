import { highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import type { Bounds } from "../model.ts";
import type { HighlightRow } from "./open-history.ts";

type Taken = Partial<Pick<HighlightRow, "score" | "contributions" | "title" | "tags" | "reviewState" | "peakTicks">>;

/**
 * A new highlight made by hand, hidden: the edit that makes it shows it, and undoing that hides it again. Its row stays, so
 * that a clip cut from it keeps what it belongs to.
 */
export async function insertHidden(
  tx: Tx,
  input: { accountId: AccountId; vodId: string; bounds: Bounds; taken?: Taken; now: Date },
): Promise<HighlightRow> {
  const { accountId, vodId, bounds, taken, now } = input;
  const [row] = await tx
    .insert(highlights)
    .values({
      ...taken,
      ...{ accountId, vodId, origin: "manual", timescale: bounds.timescale, hiddenAt: now },
      detectedStartTicks: bounds.startTicks,
      detectedEndTicks: bounds.endTicks,
    })
    .returning();
  return row!;
}
