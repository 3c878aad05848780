import { and, eq, sql } from "drizzle-orm";
import { signalImports } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { kept } from "#lib/kept.ts";
import type { SignalKind } from "./model.ts";

type Of = { accountId: AccountId; streamId: string };

/**
 * Messages in each second after VOD time zero, `seconds` of them. Counting half a million takes Postgres a fifth of a
 * second, so the last curves stay in memory until a chat file comes, goes or moves.
 */
export async function countChatPerSecond(
  ctx: Pick<Ctx, "db">,
  input: Of & { streamOffsetMs: number; seconds: number },
): Promise<Uint16Array> {
  const { accountId, streamId, streamOffsetMs, seconds } = input;
  const version = `${await getSignalVersion(ctx, { accountId, streamId, kind: "chat" })} ${streamOffsetMs} ${seconds}`;
  return kept(`chat ${streamId}`, version, async () => {
    const counts = new Uint16Array(seconds);
    if (seconds === 0) return counts;
    const { rows } = await ctx.db.execute<{ second: number; n: number }>(sql`
      select (offset_ms - ${streamOffsetMs}::int) / 1000 as second, count(*)::int as n
      from chat_messages
      where account_id = ${accountId} and stream_id = ${streamId}
        and offset_ms >= ${streamOffsetMs} and offset_ms < ${streamOffsetMs + seconds * 1000}
      group by 1`);
    for (const { second, n } of rows) counts[second] = Math.min(65_535, n);
    return counts;
  });
}

/** Changes whenever rows of this kind come, go or move. */
export async function getSignalVersion(ctx: Pick<Ctx, "db">, input: Of & { kind: SignalKind }): Promise<string> {
  const { id, state, offsetMs, finishedAt } = signalImports;
  const [row] = await ctx.db
    .select({
      version: sql<
        string | null
      >`string_agg(concat_ws(' ', ${id}, ${state}, ${offsetMs}, ${finishedAt}), ',' order by ${id})`,
    })
    .from(signalImports)
    .where(
      and(
        eq(signalImports.accountId, input.accountId),
        eq(signalImports.streamId, input.streamId),
        eq(signalImports.kind, input.kind),
      ),
    );
  return row?.version ?? "";
}
