import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "#lib/config.ts";

/** Set by `workers/web.ts` on every request: `loopback` for one that came from this machine without a proxy, else `remote`. */
export const peerHeader = "x-vodmanager-peer";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Whether a request may read the metrics: it has the token, or, where none is set, it comes from this very machine. */
export function mayReadMetrics(config: Pick<Config, "metricsToken">, headers: Headers): boolean {
  const { metricsToken } = config;
  if (metricsToken === undefined) return headers.get(peerHeader) === "loopback";
  const given = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return timingSafeEqual(digest(given), digest(metricsToken));
}
