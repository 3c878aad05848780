import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Db } from "./client.ts";

const pollMs = 250;

/**
 * Runs `work` while no other process holds the lock of this name; waits for it until `signal` aborts.
 * The lock lives on a connection of its own, outside the pool: long work starves nobody, and a killed process loses it at once.
 */
export async function withAdvisoryLock<Result>(
  ctx: { db: Db; signal: AbortSignal },
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const pool = (ctx.db as unknown as { $client: pg.Pool }).$client;
  const client = new pg.Client({ ...pool.options });
  // Without a listener a lost server would end the process; the queries below fail by themselves.
  client.on("error", () => {});
  await client.connect();
  try {
    while (!(await tryLock(client, name))) await delay(pollMs, undefined, { signal: ctx.signal });
    return await work();
  } finally {
    await client.end().catch(() => {});
  }
}

async function tryLock(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "select pg_try_advisory_lock(hashtextextended($1, 0)) as locked",
    [name],
  );
  return rows[0]?.locked === true;
}
