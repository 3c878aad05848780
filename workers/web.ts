import { randomBytes } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";
import { addressHeader, findClientAddress } from "#lib/accounts/sign-in/client-address.ts";
import { loadConfig } from "#lib/config.ts";
import { createLog } from "#lib/platform/log.ts";
import { redactOutput } from "#lib/platform/redact-output.ts";
import { secretsOf } from "#lib/platform/secrets.ts";
import { findStoreOrigin, securityHeaders } from "#lib/platform/security-headers.ts";
import { requestIdFor, runTraced } from "#lib/platform/trace.ts";
import { keepBodyLength } from "./keep-body-length.ts";
import { logRequest } from "./log-request.ts";

/** The web process: serves the built app until SIGTERM, SIGINT, or the end of the process that started it. */
const config = loadConfig();
const { host, port } = config;
const secrets = secretsOf(config);
const log = createLog({ level: config.logLevel, name: "web", secrets });
redactOutput(log, secrets);
const isHttps = config.appUrl.startsWith("https:");
const storeOrigin = findStoreOrigin(config);
const dir = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const app = next({ dev: false, dir, hostname: host, port });
await app.prepare();
const handle = app.getRequestHandler();

const server = http.createServer((request, response) => {
  const requestId = requestIdFor(request.headers["x-request-id"]);
  response.setHeader("X-Request-Id", requestId);
  // What a client says of it counts for nothing; a proxy on this machine speaks for somebody else.
  request.headers["x-vodmanager-peer"] = isFromHere(request) ? "loopback" : "remote";
  const { trustedProxies } = config;
  const forwardedFor = String(request.headers["x-forwarded-for"] ?? "");
  const address = findClientAddress({ socketAddress: request.socket.remoteAddress, forwardedFor, trustedProxies });
  // Ours alone to say: what the client wrote there is gone.
  request.headers[addressHeader] = address ?? "unknown";
  const nonce = randomBytes(16).toString("base64");
  const isApi = request.url?.startsWith("/api/") ?? false;
  const headers = securityHeaders({ isApi, isHttps, nonce, storeOrigin });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Next gives its scripts the nonce it finds here, and the layout gives it to ours.
  request.headers["content-security-policy"] = headers["content-security-policy"];
  request.headers["x-nonce"] = nonce;
  keepBodyLength(response);
  runTraced(requestId, () => {
    logRequest(log, request, response);
    void handle(request, response);
  });
});
// Node's default ends every request after 5 minutes; an upload of a recording takes longer.
server.requestTimeout = 0;
server.headersTimeout = 30_000;
server.keepAliveTimeout = 65_000;

await new Promise<void>((resolve, reject) => {
  server.once("error", reject);
  server.listen(port, host, resolve);
});
process.send?.("ready");

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  // Open videos and uploads don't hold the stop up.
  setTimeout(() => process.exit(0), 2_000).unref();
  setTimeout(() => server.closeAllConnections(), 1_000).unref();
};
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
process.once("disconnect", stop);

function isFromHere({ socket, headers }: http.IncomingMessage): boolean {
  const isProxied = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => headers[name] !== undefined);
  return !isProxied && /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? "");
}
