/** A picture that never changes under its address. */
export const answerJpeg = (bytes: Buffer): Response =>
  new Response(new Uint8Array(bytes), {
    headers: { "content-type": "image/jpeg", "cache-control": "private, max-age=86400" },
  });
