import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/**
 * Bytes for a script as a gzip file, which it unpacks itself: Next compresses text only, and takes a `content-encoding`
 * of ours away.
 */
export async function answerGzipped(bytes: Uint8Array): Promise<Response> {
  const headers = { "content-type": "application/gzip", "cache-control": "no-store" };
  return new Response(new Uint8Array(await compress(bytes)), { headers });
}
