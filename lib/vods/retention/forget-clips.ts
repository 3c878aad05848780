import { and, eq, inArray, sql } from "drizzle-orm";
import { clips } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Tx } from "#lib/platform/db/client.ts";

/** The highlights of clips that go to the trash, or for good, show no clip any more. Ids of other VODs change nothing. */
export async function forgetClips(tx: Tx, input: { accountId: AccountId; clipVodIds: string[] }): Promise<void> {
  await tx
    .update(highlights)
    .set({ cutState: "none", cutReason: null, version: sql`${highlights.version} + 1`, updatedAt: sql`now()` })
    .where(
      and(
        eq(highlights.accountId, input.accountId),
        inArray(
          highlights.id,
          tx
            .select({ id: clips.highlightId })
            .from(clips)
            .where(
              and(eq(clips.accountId, input.accountId), eq(clips.isMain, true), inArray(clips.vodId, input.clipVodIds)),
            ),
        ),
      ),
    );
}
