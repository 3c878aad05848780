import { AppError } from "#lib/errors.ts";
import { isInRange, isPublicAddress, parseAddress } from "./address.ts";
import type { FetchPolicy, ResolvedAddress } from "./model.ts";
import { isNamed } from "./policy.ts";

/** An address people gave us that may be looked up. `host`: a name in lower case, or an address without brackets. */
export type CheckedUrl = { url: URL; host: string; isPrivateNamed: boolean };

const refuse = (message: string, details: Record<string, unknown> = {}) =>
  new AppError("address_refused", message, { details });

/**
 * Reads an address and refuses what can't be fetched by its form alone: another scheme, a user name in it, a port of
 * other services, a host that isn't listed. Hosts written as numbers (decimal, octal, hexadecimal) are addresses from
 * here on. Throws `address_refused` with a sentence that repeats nothing of a path or query, which may hold secrets.
 */
export function checkUrl(text: string, policy: FetchPolicy): CheckedUrl {
  if (text.length > 4_096 || !URL.canParse(text)) {
    throw refuse("This is no web address that can be read. Give it whole, as https://host/path.");
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw refuse("The address has a user name or password in it. Use an address that works without one.");
  }
  url.hash = "";
  // "host." is the same host to DNS, but not to TLS and virtual hosts.
  if (url.hostname.endsWith(".")) url.hostname = url.hostname.replace(/\.+$/, "");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (host === "") throw refuse("The address names no host. Give it whole, as https://host/path.");
  const literal = parseAddress(host);
  const isPrivateNamed =
    isNamed(host, policy.privateHosts) ||
    (literal !== null && policy.privateRanges.some((range) => isInRange(literal, range)));
  const isHttp = url.protocol === "http:" && isPrivateNamed;
  if (url.protocol !== "https:" && !isHttp)
    throw refuse("Only https addresses are fetched. Give one that begins with https://, or upload the file.");
  if (!isPrivateNamed && !isWebPort(url.port)) {
    throw refuse("The address names a port of another service. Ports 443, 80 and those from 1024 on are taken.");
  }
  if (policy.onlyHosts.length > 0 && !isNamed(host, policy.onlyHosts) && !isPrivateNamed) {
    throw refuse("This installation fetches from hosts on its list only, and this host isn't on it. Ask its operator.");
  }
  return { url, host, isPrivateNamed };
}

const isWebPort = (port: string) => port === "" || port === "443" || port === "80" || Number(port) >= 1024;

/**
 * Refuses a host unless EVERY address it has may be connected to: one public address among private ones would leave
 * the choice to whoever answers. Which address it was stays in the log.
 */
export function checkAddresses(checked: CheckedUrl, addresses: ResolvedAddress[], policy: FetchPolicy): void {
  if (addresses.length === 0) throw refuse(`The host ${checked.host} has no address. Check its spelling.`);
  for (const { address } of addresses) {
    const bytes = parseAddress(address);
    const isAllowed =
      checked.isPrivateNamed ||
      (bytes !== null && (isPublicAddress(bytes) || policy.privateRanges.some((range) => isInRange(bytes, range))));
    if (!isAllowed) {
      throw refuse(
        "The address leads into a private or reserved network, and those are not fetched from. Use a public address, or upload the file.",
        { host: checked.host, address },
      );
    }
  }
}
