import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { startEmbeddedPostgres } from "#lib/platform/embedded-postgres/start.ts";

declare module "vitest" {
  export interface ProvidedContext {
    templateDatabaseUrl: string;
  }
}

/** One Postgres a test run, with a migrated template database that test files clone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-test-pg-"));
  const postgres = await startEmbeddedPostgres({ dir, durable: false });
  await migrateDatabase(postgres.databaseUrl);
  project.provide("templateDatabaseUrl", postgres.databaseUrl);
  return async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}
