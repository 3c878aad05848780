import type { Config } from "#lib/config.ts";

/** Origins this installation is reached at: the configured address, and this machine by name and by number. */
export function listTrustedOrigins(config: Pick<Config, "appUrl" | "port">): string[] {
  return [
    new URL(config.appUrl).origin,
    `http://localhost:${config.port}`,
    `http://127.0.0.1:${config.port}`,
    `http://[::1]:${config.port}`,
  ];
}

/**
 * The origin of a request that a page of this very host sent, else null. Session cookies belong to a host,
 * so a page of the same host may act for its user even under an address nobody configured (a LAN name).
 */
export function findSameHostOrigin(headers: Headers): string | null {
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return null;
  return new URL(origin).host === headers.get("host") ? origin : null;
}

/**
 * Whether a request that changes something comes from our own pages. Browsers name the origin of every such
 * request; one without (a script with a session) can't have been forged by a foreign page.
 */
export function isTrustedRequest(config: Pick<Config, "appUrl" | "port">, headers: Headers): boolean {
  const origin = headers.get("origin");
  if (origin === null) return ["same-origin", "none", null].includes(headers.get("sec-fetch-site"));
  return listTrustedOrigins(config).includes(origin) || findSameHostOrigin(headers) !== null;
}
