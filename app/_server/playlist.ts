import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";

const compress = promisify(gzip);

/** An HLS playlist, compressed where the client takes that: hours of video are half a megabyte of text. */
export async function answerPlaylist(text: string, request: Request): Promise<Response> {
  const headers = {
    "content-type": "application/vnd.apple.mpegurl",
    "cache-control": "private, no-cache",
    vary: "accept-encoding",
  };
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) return new Response(text, { headers });
  const body = await compress(text, { level: constants.Z_BEST_SPEED });
  return new Response(new Uint8Array(body), { headers: { ...headers, "content-encoding": "gzip" } });
}

/** A VOD's address in the API, as playlists name it. */
export const vodUrl = (vodId: string): string => `/api/v1/vods/${vodId}`;
