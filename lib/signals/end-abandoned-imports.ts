import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { hasLiveJob } from "#lib/live-job.ts";
import type { Tx } from "#lib/platform/db/client.ts";
import { failSignalImport } from "./import-signals.ts";

/** Fails imports that are to be read and have no job. `onDone` runs in the transaction of each. Returns how many. */
export async function endAbandonedImports(
  ctx: Pick<Ctx, "db" | "now" | "config">,
  input: { onDone: (tx: Tx, ids: { accountId: AccountId; streamId: string }) => Promise<unknown> },
): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; account_id: AccountId }>(sql`
    select i.id, i.account_id from signal_imports i
    where i.state in ('queued', 'running') and not ${hasLiveJob("import_signals", sql`i.id`)} limit 500`);
  for (const { id: signalImportId, account_id: accountId } of rows) {
    const message = "Reading this file ended without a result, and nothing works on it any more. Add it again.";
    const onDone = (tx: Tx, { streamId }: { streamId: string }) => input.onDone(tx, { accountId, streamId });
    await failSignalImport(ctx, { accountId, signalImportId, code: "internal", message, onDone });
  }
  return rows.length;
}
