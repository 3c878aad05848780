import { and, eq } from "drizzle-orm";
import { highlightCaptions } from "#drizzle/schema/clips.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import type { CaptionLine, CaptionStretch } from "./model.ts";

/** Edited caption text. `lines` null: it was taken back, and the transcript counts. */
export type EditedCaptions = { version: number; covered: CaptionStretch; lines: CaptionLine[] | null };

/** The caption text somebody wrote for a highlight; null where nobody has. */
export async function findCaptions(
  ctx: { db: Queryable },
  input: { accountId: AccountId; highlightId: string },
): Promise<EditedCaptions | null> {
  const [row] = await ctx.db
    .select()
    .from(highlightCaptions)
    .where(and(eq(highlightCaptions.accountId, input.accountId), eq(highlightCaptions.highlightId, input.highlightId)));
  return row
    ? {
        version: row.version,
        covered: { fromMs: row.fromMs, toMs: row.toMs },
        lines: row.lines as CaptionLine[] | null,
      }
    : null;
}
