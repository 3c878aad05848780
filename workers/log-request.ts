import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "#lib/platform/log.ts";

/**
 * Writes a line when a request is over: changes and failures at `info`, the rest at `debug`. Of its address only the
 * path is kept: queries hold what people search for, and signatures.
 */
export function logRequest(log: Log, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  const { method, url = "" } = request;
  response.once("close", () => {
    const { statusCode } = response;
    const isWorthALine = !["GET", "HEAD"].includes(method ?? "") || statusCode >= 500;
    const facts = {
      method,
      path: url.split("?", 1)[0],
      status: statusCode,
      ms: Math.round(performance.now() - startedAt),
    };
    log[isWorthALine ? "info" : "debug"](facts, response.writableFinished ? "request" : "request broken off");
  });
}
