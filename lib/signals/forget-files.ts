import { readdir } from "node:fs/promises";
import path from "node:path";
import { and, inArray, lt, or } from "drizzle-orm";
import { signalImports } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import { removeFromInbox } from "#lib/vods/inbox.ts";

/** How long the file of a failed import can be read again. */
export const keptDays = 7;

/** Removes files from this host's inbox that nobody will read again. Returns how many. */
export async function forgetSignalFiles(ctx: Pick<Ctx, "db" | "config" | "now">): Promise<number> {
  const names = await readdir(path.join(ctx.config.dataDir, "inbox")).catch(() => [] as string[]);
  if (names.length === 0) return 0;
  // A day more: a retry that was just allowed still finds its file.
  const before = new Date(ctx.now().getTime() - (keptDays + 1) * 86_400_000);
  const isOver = or(
    inArray(signalImports.state, ["done", "replaced"]),
    and(inArray(signalImports.state, ["failed"]), lt(signalImports.finishedAt, before)),
  );
  const rows = await ctx.db
    .select({ id: signalImports.id })
    .from(signalImports)
    .where(and(inArray(signalImports.id, names.filter(isId)), isOver));
  for (const { id } of rows) await removeFromInbox(ctx.config, id);
  return rows.length;
}

const isId = (name: string) => /^[0-9a-f-]{36}$/.test(name);
