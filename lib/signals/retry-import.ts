import { and, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { signalImports } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import type { Refusal } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { enqueueJob } from "#lib/jobs.ts";
import { keptDays } from "./forget-files.ts";

const onHost = z.object({ hostId: z.string() });

/** Reads a file whose import failed again, on the host that has it. Refuses one that didn't fail, or too long ago. */
export async function retrySignalImport(
  ctx: Pick<Ctx, "db" | "now">,
  input: { accountId: AccountId; signalImportId: string },
): Promise<{ ok: true } | Refusal<"conflict">> {
  const { accountId, signalImportId } = input;
  const since = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  return ctx.db.transaction(async (tx) => {
    const [row] = await tx
      .update(signalImports)
      .set({ state: "queued", failureCode: null, failureText: null, finishedAt: null })
      .where(
        and(
          eq(signalImports.accountId, accountId),
          eq(signalImports.id, signalImportId),
          eq(signalImports.state, "failed"),
          gt(signalImports.finishedAt, since),
        ),
      )
      .returning({ source: signalImports.source });
    if (!row) {
      const message = `Only a file that failed within the last ${keptDays} days can be read again. Add it to its stream anew.`;
      return { ok: false, reason: "conflict", message };
    }
    const source = onHost.safeParse(row.source);
    await enqueueJob(tx, "import_signals", { accountId, signalImportId }, source.success ? source.data : {});
    return { ok: true };
  });
}
