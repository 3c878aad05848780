import type pg from "pg";
import { type Config, loadConfig } from "./config.ts";
import { AppError } from "./errors.ts";
import type { Fence } from "./fence.ts";
import { type Db, openDatabase } from "./platform/db/client.ts";
import { type DiskSpaceProbe, findFreeDiskBytes } from "./platform/disk-space.ts";
import { createLog, type Log } from "./platform/log.ts";
import { countStore } from "./platform/object-store/count-store.ts";
import type { ObjectStore } from "./platform/object-store/model.ts";
import { openObjectStore } from "./platform/object-store/open.ts";
import { secretsOf } from "./platform/secrets.ts";
import type { AtPoint } from "./points.ts";
import type { SourceCache } from "./vods/cache/model.ts";
import { openConfiguredCache } from "./vods/cache/open.ts";

/** What verbs may use. Made once a process; `withSignal` narrows it to one job or request. */
export type Ctx = {
  config: Config;
  db: Db;
  store: ObjectStore;
  /** Reads of stored media go through it. */
  cache: SourceCache;
  /** Free space of the disk of a folder; every pull, cut and processing asks first. */
  findFreeDiskBytes: DiskSpaceProbe;
  log: Log;
  /** The clock. */
  now: () => Date;
  /** Aborted when the job or request is over; long work stops on it. */
  signal: AbortSignal;
  /** The taking of the job that this work is for: who lost it publishes nothing. None outside of jobs. */
  fence?: Fence;
  /** Told of each named point of the work; only test harnesses set it. */
  atPoint?: AtPoint;
};

/** Opens the database pool, the object store and the source cache of `config`. `close` ends them. */
export function createContext(options: {
  config?: Config;
  databaseUrl?: string;
  name: string;
}): Ctx & { close: () => Promise<void>; pool: pg.Pool } {
  const config = options.config ?? loadConfig();
  const databaseUrl = options.databaseUrl ?? config.databaseUrl;
  if (databaseUrl === undefined) {
    throw new AppError(
      "missing_dependency",
      'No database is running. Start everything with "npm run up", or set DATABASE_URL.',
    );
  }
  const { db, pool } = openDatabase(databaseUrl, { name: options.name });
  const store = countStore(openObjectStore(config));
  const log = createLog({ level: config.logLevel, name: options.name, secrets: secretsOf({ ...config, databaseUrl }) });
  const now = () => new Date();
  const cache = openConfiguredCache(config, { store, now, log });
  return {
    config,
    db,
    pool,
    store,
    cache,
    findFreeDiskBytes,
    log,
    now,
    signal: new AbortController().signal,
    close: async () => {
      await cache.close();
      await pool.end();
    },
  };
}

/** The same context under another abort signal. */
export const withSignal = (ctx: Ctx, signal: AbortSignal): Ctx => ({ ...ctx, signal });
