import { isIPv4, isIPv6 } from "node:net";
import type { AddressRange } from "./model.ts";

/** The 16 bytes of an address, IPv4 as IPv4-mapped; null for anything else (names, zone ids, other notations). */
export function parseAddress(text: string): Uint8Array | null {
  if (isIPv4(text)) return mapped(text.split(".").map(Number));
  if (!isIPv6(text) || text.includes("%")) return null;
  const [head, tail] = withHexEnd(text).split("::") as [string, string?];
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

const mapped = (v4: number[]) => Uint8Array.from([...Array(10).fill(0), 0xff, 0xff, ...v4]);

const groups = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));

/** `::ffff:1.2.3.4` as `::ffff:102:304`. */
function withHexEnd(text: string): string {
  const dotted = /[\d.]+\.[\d.]+$/.exec(text)?.[0];
  if (dotted === undefined) return text;
  const [a, b, c, d] = dotted.split(".").map(Number) as [number, number, number, number];
  return `${text.slice(0, -dotted.length)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** Reads `10.0.0.0/8`, `fd00::/8` or a single address; null when it is none. */
export function parseRange(text: string): AddressRange | null {
  const [address = "", bits, ...rest] = text.split("/");
  const network = parseAddress(address);
  if (network === null || rest.length > 0) return null;
  const most = isIPv4(address) ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)) return null;
  return { network, prefixBits: 128 - most + (bits === undefined ? most : Number(bits)) };
}

export function isInRange(address: Uint8Array, range: AddressRange): boolean {
  for (let bit = 0; bit < range.prefixBits; bit += 8) {
    const mask = bit + 8 <= range.prefixBits ? 0xff : (0xff << (bit + 8 - range.prefixBits)) & 0xff;
    if ((address[bit / 8]! & mask) !== (range.network[bit / 8]! & mask)) return false;
  }
  return true;
}

const ranges = (...texts: string[]) => texts.map((text) => parseRange(text) as AddressRange);

/** IANA's special-purpose registry for IPv4, multicast, the reserved rest, and one cloud's metadata server on a public address. */
const closedV4 = ranges(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16",
);
/** Global unicast is 2000::/3; within it: protocol assignments (Teredo, ORCHID, benchmarks), documentation, 6to4. */
const openV6 = ranges("2000::/3");
const closedV6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
const mappedV4 = ranges("::ffff:0:0/96");
/** RFC 6052's translation of IPv4 for IPv6-only networks: judged by the IPv4 address inside. */
const translatedV4 = ranges("64:ff9b::/96");

/** Whether an address is one of the public internet's. Strict: what isn't known to be public isn't. */
export function isPublicAddress(address: Uint8Array): boolean {
  const isIn = (list: AddressRange[]) => list.some((range) => isInRange(address, range));
  if (isIn(translatedV4)) return isPublicAddress(mapped([...address.subarray(12)]));
  if (isIn(mappedV4)) return !isIn(closedV4);
  return isIn(openV6) && !isIn(closedV6);
}
