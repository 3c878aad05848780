import { and, eq } from "drizzle-orm";
import { clipAttempts, clips, highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

/** A clip's highlight, whether it is the main one, its caption text's version, and the attempt whose file it has; `current` is null where it has none. */
export async function getCurrentCut(tx: Tx, input: { accountId: AccountId; clipVodId: string }) {
  const [row] = await tx
    .select({
      highlight: highlights,
      isMain: clips.isMain,
      current: clipAttempts,
      captionsVersion: highlightCaptions.version,
    })
    .from(clips)
    .innerJoin(highlights, eq(highlights.id, clips.highlightId))
    .leftJoin(highlightCaptions, eq(highlightCaptions.highlightId, clips.highlightId))
    .leftJoin(
      clipAttempts,
      and(
        eq(clipAttempts.vodId, clips.vodId),
        eq(clipAttempts.attempt, clips.currentAttempt),
        eq(clipAttempts.state, "ready"),
      ),
    )
    .where(and(eq(clips.accountId, input.accountId), eq(clips.vodId, input.clipVodId)));
  if (!row) throw new Error("a clip without a highlight");
  return row;
}
