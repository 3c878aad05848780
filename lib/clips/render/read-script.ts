import { and, asc, eq, gt, lt } from "drizzle-orm";
import { transcriptSegments } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import type { Queryable } from "#lib/platform/db/client.ts";
import { listChat } from "#lib/signals/queries.ts";
import { type ChatLine, chatStayMs } from "./chat-states.ts";
import type { Segment } from "./split-words.ts";

/** `fromMs` and `toMs` are stream time; what is returned counts from `fromMs`. */
type Stretch = { accountId: AccountId; streamId: string; fromMs: number; toMs: number };

/** True when the stream has a transcript at all. */
export async function hasTranscript(
  ctx: { db: Queryable },
  { accountId, streamId }: Pick<Stretch, "accountId" | "streamId">,
): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: transcriptSegments.id })
    .from(transcriptSegments)
    .where(and(eq(transcriptSegments.accountId, accountId), eq(transcriptSegments.streamId, streamId)))
    .limit(1);
  return rows.length > 0;
}

/** What is said in the stretch, with the words' own times where the transcript has them. */
export async function readSegments(ctx: Pick<Ctx, "db">, input: Stretch): Promise<Segment[]> {
  const { startMs, endMs, text, words } = transcriptSegments;
  const rows = await ctx.db
    .select({ startMs, endMs, text, words })
    .from(transcriptSegments)
    .where(
      and(
        eq(transcriptSegments.accountId, input.accountId),
        eq(transcriptSegments.streamId, input.streamId),
        gt(endMs, Math.floor(input.fromMs)),
        lt(startMs, Math.ceil(input.toMs)),
      ),
    )
    .orderBy(asc(startMs), asc(transcriptSegments.id))
    .limit(5_000);
  const shift = <T extends { startMs: number; endMs: number }>(one: T): T => ({
    ...one,
    startMs: one.startMs - input.fromMs,
    endMs: one.endMs - input.fromMs,
  });
  return rows.map((row) => ({ ...shift(row), words: (row.words as Segment["words"])?.map(shift) ?? null }));
}

/** Chat of the stretch and of the seconds before it, which is still shown at its start. */
export async function readChatLines(ctx: Pick<Ctx, "db">, input: Stretch): Promise<ChatLine[]> {
  const rows = await listChat(ctx, { ...input, fromMs: input.fromMs - chatStayMs, limit: 20_000 });
  return rows.map((row) => ({ atMs: row.offsetMs - input.fromMs, author: row.author, text: row.text }));
}
