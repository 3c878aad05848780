import { setTimeout as delay } from "node:timers/promises";
import { AppError, describeError } from "#lib/errors.ts";

const shortestWaitMs = 250;
const longestWaitMs = 5_000;

/**
 * Does `work`, again and again while the database is away: for what must be written whatever happens, and may be
 * written twice. Other failures are thrown, and `signal`'s reason when it aborts.
 */
export async function untilDatabaseIsBack<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  for (let waitMs = shortestWaitMs; ; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (describeError(error).code !== "database_unavailable") throw error;
      await delay(waitMs, undefined, { signal }).catch(() => {
        throw new AppError("database_unavailable", "The database is away.", { cause: error });
      });
    }
  }
}
