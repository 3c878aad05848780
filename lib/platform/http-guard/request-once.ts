import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { CheckedUrl } from "./check-url.ts";
import type { ResolvedAddress } from "./model.ts";

const maxHeaderBytes = 32_768;

/**
 * One request over a connection of its own to one of `addresses`, which were checked before; the name is not looked up
 * again. Host header, SNI and the certificate's check stay with the name.
 */
export function requestOnce(
  checked: CheckedUrl,
  addresses: ResolvedAddress[],
  input: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
): Promise<http.IncomingMessage> {
  const { url, host } = checked;
  const pinned: LookupFunction = (_name, options, done) =>
    options.all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family);
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request({
      host,
      port: url.port || undefined,
      path: `${url.pathname}${url.search}`,
      method: input.method,
      headers: {
        accept: "*/*",
        // What counts against the limits is what comes over the wire.
        "accept-encoding": "identity",
        "user-agent": "VODManager",
        ...input.headers,
        ...(input.body === undefined ? {} : { "content-length": String(Buffer.byteLength(input.body)) }),
      },
      // No agent: pooled connections are found by name, and a proxy of the surroundings would resolve it again.
      agent: false,
      lookup: pinned,
      servername: isIP(host) ? undefined : host,
      maxHeaderSize: maxHeaderBytes,
      signal: input.signal,
    });
    request.once("response", (answer) => {
      // Its reader hears of errors too; without a listener a late one would end the process.
      answer.on("error", () => {});
      resolve(answer);
    });
    request.on("error", reject);
    // As after an answer that switches protocols: no error and no response.
    request.once("close", () => reject(new Error("the connection was closed without an answer")));
    request.end(input.body);
  });
}
