import type { Ctx } from "#lib/context.ts";
import { tellAlerts } from "#lib/operations/tell-alerts.ts";
import { watchWorkers } from "#lib/operations/watch-installation.ts";
import { flushCounters } from "#lib/platform/metrics.ts";

const everyMs = 60_000;

/** What no worker can do: every minute, looks whether there is one, and tells of it. Adds what this process counted. */
export function watchFromWeb(ctx: Ctx): void {
  const look = async () => {
    try {
      await watchWorkers(ctx);
      await tellAlerts(ctx);
      await flushCounters(ctx.db);
    } catch (error) {
      ctx.log.warn({ err: error }, "looking after the installation failed; it is tried again");
    }
  };
  setInterval(look, everyMs).unref();
}
