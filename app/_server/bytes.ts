import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** Bytes for a script, compressed where it takes that: Next compresses text only. */
export async function answerBytes(bytes: Uint8Array<ArrayBuffer>, request: Request): Promise<Response> {
  const isGzip = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  return new Response(isGzip ? new Uint8Array(await compress(bytes)) : bytes, {
    headers: {
      "content-type": "application/octet-stream",
      "cache-control": "no-store",
      vary: "accept-encoding",
      ...(isGzip ? { "content-encoding": "gzip" } : {}),
    },
  });
}
