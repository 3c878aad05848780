import http from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";

/** What happens to requests: passed on; answered 503; passed on late; refused as full; answered with wrong bytes. */
export type Fault = "none" | "unavailable" | "slow" | "full" | "flipped" | "gone";

export type FaultProxy = {
  endpoint: string;
  /** For all requests from now on; `only`: those of this method. */
  setFault: (fault: Fault, only?: string) => void;
  /** Requests that met the fault since it was set. */
  faulted: () => number;
  close: () => Promise<void>;
};

/**
 * Stands between the product and an S3 server and does what servers and networks do wrong. Signatures stay valid: the
 * `Host` header goes on as it came, and servers compare it with what was signed.
 */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const to = new URL(target);
  let fault: Fault = "none";
  let only: string | undefined;
  let met = 0;
  const server = http.createServer((request, reply) => {
    const isMet = fault !== "none" && (only === undefined || request.method === only);
    if (isMet) met += 1;
    if (isMet && fault === "gone") return void request.socket.destroy();
    if (isMet && (fault === "unavailable" || fault === "full")) {
      request.resume();
      const code = fault === "full" ? "QuotaExceeded" : "ServiceUnavailable";
      reply.writeHead(fault === "full" ? 507 : 503, { "content-type": "application/xml" });
      return void reply.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>fault</Message></Error>`);
    }
    const options = { host: to.hostname, port: to.port, path: request.url, method: request.method };
    const pass = http.request({ ...options, headers: request.headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      if (isMet && fault === "flipped") answer.pipe(flip()).pipe(reply);
      else answer.pipe(reply);
      answer.on("error", () => reply.destroy());
    });
    pass.on("error", () => reply.destroy());
    request.pipe(pass);
    if (isMet && fault === "slow") {
      request.pause();
      setTimeout(() => request.resume(), 1_500);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFault: (next, method) => {
      fault = next;
      only = method;
      met = 0;
    },
    faulted: () => met,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Changes one bit in the middle of each chunk: the length stays, the bytes don't. */
const flip = () =>
  new Transform({
    transform: (chunk: Buffer, _, done) => {
      const wrong = Buffer.from(chunk);
      const at = Math.floor(wrong.length / 2);
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      done(null, wrong);
    },
  });
