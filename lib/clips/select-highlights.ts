import { and, asc, eq, inArray, isNull, ne } from "drizzle-orm";
import { highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";

/** Those of a VOD's highlights that a cut request means, in the order they are cut. `all`: every one not rejected. */
export const selectHighlights = (
  db: Queryable,
  input: { accountId: AccountId; vodId: string; highlightIds: readonly string[] | "all" },
) =>
  db
    .select()
    .from(highlights)
    .where(
      and(
        eq(highlights.accountId, input.accountId),
        eq(highlights.vodId, input.vodId),
        isNull(highlights.hiddenAt),
        input.highlightIds === "all"
          ? ne(highlights.reviewState, "rejected")
          : inArray(highlights.id, [...new Set(input.highlightIds)]),
      ),
    )
    .orderBy(asc(highlights.rank), asc(highlights.detectedStartTicks), asc(highlights.id));

/** What a request is told of a highlight it names that isn't there. */
export const noSuchHighlight = {
  reason: "not_found",
  message: "There is no such highlight in this video. Reload the page; it may have been removed.",
} as const;
