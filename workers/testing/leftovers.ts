import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import type { Ctx } from "#lib/context.ts";

export type Leftovers = {
  /** Keys in the store that no live row knows. */
  orphans: string[];
  /** Keys of live rows that are not in the store. */
  missing: string[];
  /** Rows of objects that are on their way in or out. */
  unsettled: string[];
  /** Promises of bytes and of money that are still open. */
  promises: number;
  /** Directories below scratch, and files in the inbox. */
  scratch: string[];
  inbox: string[];
  jobs: string[];
  /** Progress rows that look as if something went on. */
  running: string[];
  /** Events that nobody was told of, and events told other than once. */
  untold: number;
  toldOtherThanOnce: number;
};

export const noLeftovers: Leftovers = {
  orphans: [],
  missing: [],
  unsettled: [],
  promises: 0,
  scratch: [],
  inbox: [],
  jobs: [],
  running: [],
  untold: 0,
  toldOtherThanOnce: 0,
};

/** What work that broke off may leave behind in an installation. `prefix`: of the keys that are its own in a shared store. */
export async function findLeftovers(ctx: Pick<Ctx, "db" | "store" | "config">, prefix = ""): Promise<Leftovers> {
  const list = async (query: string) =>
    (await ctx.db.execute<{ name: string }>(sql.raw(query))).rows.map((row) => row.name);
  const count = async (query: string) => (await ctx.db.execute<{ n: number }>(sql.raw(query))).rows[0]!.n;
  const live = new Set(await list("select key as name from stored_objects where state = 'live'"));
  const stored = new Set<string>();
  for await (const object of ctx.store.list(prefix)) stored.add(object.key);
  const names = (name: string) => {
    const dir = path.join(ctx.config.dataDir, name);
    return existsSync(dir) ? readdirSync(dir) : [];
  };
  return {
    orphans: [...stored].filter((key) => !live.has(key)),
    missing: [...live].filter((key) => !stored.has(key)),
    unsettled: await list("select key as name from stored_objects where state <> 'live'"),
    promises:
      (await count("select count(*)::int as n from quota_reservations where state = 'reserved'")) +
      (await count("select count(*)::int as n from llm_ledger where state = 'reserved'")),
    scratch: names("scratch"),
    inbox: names("inbox").filter((name) => name !== "uploads"),
    jobs: await list(
      "select task_identifier as name from graphile_worker.jobs where task_identifier not like 'sweep:%'",
    ),
    running: await list("select task as name from job_progress where state in ('queued', 'running', 'waiting')"),
    untold: await count("select count(*)::int as n from outbox where delivered_at is null"),
    toldOtherThanOnce: await count(`
      select count(*)::int as n from outbox o
      where (select count(*) from notifications n where n.outbox_id = o.id) <> 1`),
  };
}
