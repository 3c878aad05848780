import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";
import { sweepUploads } from "./receive-upload.ts";

/** An import places its file a moment before its rows; the largest copies take hours. */
const youngestHours = 24;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes what imports left in this host's inbox: uploads nobody imported, and files of recordings and signals that no
 * row waits for. Returns how many of the latter.
 */
export async function sweepInbox(ctx: Pick<Ctx, "db" | "config" | "now" | "log">): Promise<number> {
  await sweepUploads(ctx, { olderThanMs: youngestHours * 3_600_000 });
  const root = path.join(ctx.config.dataDir, "inbox");
  let count = 0;
  for (const name of await readdir(root).catch(() => [] as string[])) {
    if (!uuid.test(name)) continue;
    const dir = path.join(root, name);
    const found = await stat(dir).catch(() => null);
    if (found === null || found.mtimeMs > ctx.now().getTime() - youngestHours * 3_600_000) continue;
    // Failed ones keep their original for a retry.
    const { rowCount } = await ctx.db.execute(sql`
      select 1 from vods where id = ${name} and state in ('imported', 'processing', 'failed') and source is not null
      union all select 1 from signal_imports where id = ${name} and state in ('queued', 'running')`);
    if (rowCount !== 0) continue;
    await rm(dir, { recursive: true, force: true });
    ctx.log.warn({ name }, "removed a file of the inbox that nothing waited for");
    count += 1;
  }
  return count;
}
