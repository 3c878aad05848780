import { and, eq, sql } from "drizzle-orm";
import { signalImports } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import { AppError, type Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";

/**
 * Moves everything that was read from one file to `offsetMs` after where the file has it. Absolute, so that doing it
 * twice is doing it once. Refuses a file that isn't read yet. Highlights stay until they are looked for again.
 */
export async function setOffset(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; signalImportId: string; offsetMs: number },
): Promise<{ ok: true; movedByMs: number } | Refusal<"not_ready">> {
  const { accountId, signalImportId, offsetMs } = input;
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ state: signalImports.state, offsetMs: signalImports.offsetMs, streamId: signalImports.streamId })
      .from(signalImports)
      .where(and(eq(signalImports.accountId, accountId), eq(signalImports.id, signalImportId)))
      .for("update");
    if (!row) throw new AppError("not_found", "There is no such file in this account.");
    if (row.state !== "done") {
      return { ok: false, reason: "not_ready", message: "Only a file that has been read can be moved. Wait for it." };
    }
    const movedByMs = offsetMs - row.offsetMs;
    if (movedByMs === 0) return { ok: true, movedByMs };
    const moved = (column: string) =>
      sql.raw(`greatest(-2147483648, least(2147483647, ${column}::bigint + (${Math.round(movedByMs)})))::int`);
    const own = sql`where stream_id = ${row.streamId} and import_id = ${signalImportId}`;
    await tx.execute(sql`update chat_messages set offset_ms = ${moved("offset_ms")} ${own}`);
    await tx.execute(sql`update stream_events set offset_ms = ${moved("offset_ms")} ${own}`);
    await tx.execute(
      sql`update transcript_segments set start_ms = ${moved("start_ms")}, end_ms = ${moved("end_ms")} ${own}`,
    );
    await tx.update(signalImports).set({ offsetMs, finishedAt: ctx.now() }).where(eq(signalImports.id, signalImportId));
    return { ok: true, movedByMs };
  });
}
