import { parseRange } from "./address.ts";
import type { FetchPolicy, HostPattern } from "./model.ts";

/** Reads a host as it stands in a setting: `media.example.com` or `*.example.com`; null when it is none. */
function parseHostPattern(text: string): HostPattern | null {
  const takesSubdomains = text.startsWith("*.");
  const name = (takesSubdomains ? text.slice(2) : text).toLowerCase();
  const isName =
    name.length <= 253 && /^[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/.test(name);
  return isName ? { name, takesSubdomains } : null;
}

const entries = (text: string | undefined) => (text ?? "").split(/[\s,]+/).filter(Boolean);

/**
 * Reads the two settings of where requests for strangers may go. Entries are separated by commas or blanks.
 * Throws an Error naming the entry that is none.
 */
export function parseFetchPolicy(settings: { onlyHosts?: string; privateHosts?: string }): FetchPolicy {
  const policy: FetchPolicy = { onlyHosts: [], privateHosts: [], privateRanges: [] };
  for (const entry of entries(settings.onlyHosts)) {
    const pattern = parseRange(entry) === null ? parseHostPattern(entry) : null;
    if (!pattern) throw new Error(`"${entry}" is no host name. Give names such as media.example.com or *.example.com`);
    policy.onlyHosts.push(pattern);
  }
  for (const entry of entries(settings.privateHosts)) {
    const range = parseRange(entry);
    const pattern = range === null ? parseHostPattern(entry) : null;
    if (range) policy.privateRanges.push(range);
    else if (pattern) policy.privateHosts.push(pattern);
    else throw new Error(`"${entry}" is no host name, address or range such as 10.1.0.0/16`);
  }
  return policy;
}

/** Whether a host (lower case, no trailing dot) is named by one of the patterns. */
export const isNamed = (host: string, patterns: HostPattern[]): boolean =>
  patterns.some(({ name, takesSubdomains }) => (takesSubdomains ? host.endsWith(`.${name}`) : host === name));
