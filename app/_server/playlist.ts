/** An HLS playlist. */
export const answerPlaylist = (text: string): Response =>
  new Response(text, {
    headers: { "content-type": "application/vnd.apple.mpegurl", "cache-control": "private, no-cache" },
  });

/** A VOD's address in the API, as playlists name it. */
export const vodUrl = (vodId: string): string => `/api/v1/vods/${vodId}`;
