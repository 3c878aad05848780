import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { AppError } from "#lib/errors.ts";
import type { ResolvedAddress, ResolveHost } from "./model.ts";

/** The system's resolver, hosts file included: what a connection would use. */
const askSystem: ResolveHost = async (name) =>
  (await lookup(name, { all: true, order: "verbatim" })) as ResolvedAddress[];

/** All addresses of a host; an address is its own. Ends with `signal`, which look-ups of the system don't. */
export async function resolveHost(host: string, signal: AbortSignal, ask = askSystem): Promise<ResolvedAddress[]> {
  const family = isIP(host);
  if (family === 4 || family === 6) return [{ address: host, family }];
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([ask(host), aborted]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTFOUND" || code === "ENODATA") {
      throw new AppError("address_refused", `There is no host ${host}. Check the spelling of the address.`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
