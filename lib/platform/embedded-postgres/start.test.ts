import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRunningPostgres, startEmbeddedPostgres } from "./start.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-pg-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test("keeps data over a restart, shares a running server, and is gone after stop", async () => {
  const first = await startEmbeddedPostgres({ dir, durable: false });
  await query(first.databaseUrl, "create table kept as select 42 as n");
  const second = await startEmbeddedPostgres({ dir, durable: false });
  expect(second.wasRunning).toBe(true);
  expect(second.databaseUrl).toBe(first.databaseUrl);
  await second.stop();
  expect(await findRunningPostgres(dir)).toBe(first.databaseUrl);
  await first.stop();
  expect(await findRunningPostgres(dir)).toBeNull();

  const third = await startEmbeddedPostgres({ dir, durable: false });
  expect(await query(third.databaseUrl, "select n from kept")).toEqual([{ n: 42 }]);
  await third.stop();
});
