/**
 * An HLS playlist. Scripts get it as plain text, which Next compresses on the way (hours of video are half a megabyte);
 * a browser that plays it by itself gets it under its own type, which Next doesn't compress.
 */
export function answerPlaylist(text: string, request: Request): Response {
  const isForScript = request.headers.get("sec-fetch-dest") === "empty";
  const type = isForScript ? "text/plain; charset=utf-8" : "application/vnd.apple.mpegurl";
  return new Response(text, {
    headers: { "content-type": type, "cache-control": "private, no-cache", vary: "sec-fetch-dest" },
  });
}

/** A VOD's address in the API, as playlists name it. */
export const vodUrl = (vodId: string): string => `/api/v1/vods/${vodId}`;
