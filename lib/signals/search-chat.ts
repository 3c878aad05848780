import { and, asc, eq, gte, ilike, lt, or } from "drizzle-orm";
import { chatMessages } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";

/** Where a search found something: ids of messages and when they were written, in order. */
export type ChatHits = { hits: { id: number; offsetMs: number }[]; isCut: boolean };

export const mostHits = 5_000;

/**
 * Messages in `[fromMs, toMs)` of stream time whose text or author holds `text`, at most 5,000. A plain scan: half a
 * million messages take a third of a second, and an index over their text would slow every import down.
 */
export async function searchChat(
  ctx: Pick<Ctx, "db">,
  input: { accountId: AccountId; streamId: string; fromMs: number; toMs: number; text: string },
): Promise<ChatHits> {
  const { id, offsetMs, text, author } = chatMessages;
  const patterns = spellings(input.text.trim()).map((one) => `%${one.replace(/[\\%_]/g, "\\$&")}%`);
  const rows = await ctx.db
    .select({ id, offsetMs })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.accountId, input.accountId),
        eq(chatMessages.streamId, input.streamId),
        gte(offsetMs, input.fromMs),
        lt(offsetMs, input.toMs),
        or(...patterns.flatMap((pattern) => [ilike(text, pattern), ilike(author, pattern)])),
      ),
    )
    .orderBy(asc(offsetMs), asc(id))
    .limit(mostHits + 1);
  return { hits: rows.slice(0, mostHits), isCut: rows.length > mostHits };
}

/** A database that knows only the case of ASCII (as the embedded one) is asked for the cases of other letters. */
function spellings(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  if (/^[\x00-\x7f]*$/.test(text)) return [text];
  const lower = text.toLowerCase();
  const first = [...lower][0] ?? "";
  return [...new Set([text, lower, text.toUpperCase(), first.toUpperCase() + lower.slice(first.length)])];
}
