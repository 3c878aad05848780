/** Shapes of guarded requests: what may be asked for, and how much may come back. */
import type { IncomingHttpHeaders } from "node:http";

/** An address range: `10.0.0.0/8` is `{ network: 10.0.0.0 as 16 bytes, prefixBits: 96 + 8 }`. */
export type AddressRange = { network: Uint8Array; prefixBits: number };

/** A host by name; `*.example.com` takes its subdomains and not itself. */
export type HostPattern = { name: string; takesSubdomains: boolean };

/** Where requests for strangers may go. The operator's setting; empty lists are the default. */
export type FetchPolicy = {
  /** When there are any, only these. */
  onlyHosts: HostPattern[];
  /** Names that may lead to addresses that aren't public; plain http and any port are taken there. */
  privateHosts: HostPattern[];
  /** Ranges that are taken though they aren't public. */
  privateRanges: AddressRange[];
};

/** All of them are enforced; nothing a server does can outlast or outgrow them. */
export type FetchLimits = {
  /** Bytes of the body. */
  maxBytes: number;
  /** From the first look-up to the last byte. */
  totalMs: number;
  /** From the first look-up to the last answer's headers, redirects included. */
  headersMs: number;
  /** A server that lets us wait this long without a byte is given up. */
  idleMs: number;
  /** Bytes a second it must send on average while we wait for it, looked at every `idleMs`. */
  minBytesPerSecond: number;
  maxRedirects: number;
};

export type ResolvedAddress = { address: string; family: 4 | 6 };

/** All addresses of a name. Tests give one of their own. */
export type ResolveHost = (name: string) => Promise<ResolvedAddress[]>;

export type GuardedAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  /** Where the answer came from after redirects. */
  url: URL;
  /** What the server says it will send; null when it doesn't. */
  lengthBytes: number | null;
  /** The bytes as they come; throws what went wrong as an AppError. Reading it to the end or `close` ends the request. */
  body: AsyncIterable<Buffer>;
  close: () => void;
};
