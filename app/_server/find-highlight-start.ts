import { AppError } from "#lib/errors.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import { idParams } from "./schemas.ts";
import { requireAccess } from "./session.ts";
import { getWeb } from "./web.ts";

/** Where a highlight of who looks at the page begins, in seconds; null where there is no such one: the page says so. */
export async function findHighlightStart(highlightId: string): Promise<number | null> {
  const { access } = await requireAccess();
  if (!idParams.safeParse({ id: highlightId }).success) return null;
  try {
    return (await getHighlight(getWeb().ctx, { accountId: access.accountId, highlightId })).startSeconds;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
