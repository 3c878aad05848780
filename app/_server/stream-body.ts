import { Readable } from "node:stream";

/** A byte answer, its length said a second time for the server (workers/keep-body-length.ts), whose source is let go when the client leaves. `body` is null for HEAD and for refusals. */
export function streamBody(
  answer: { status: number; headers: Record<string, string>; body: Readable | null },
  signal: AbortSignal,
): Response {
  const { status, body } = answer;
  const length = answer.headers["content-length"];
  const headers = { ...answer.headers, ...(length === undefined ? {} : { "x-body-length": length }) };
  if (!body) return new Response(null, { status, headers });
  // The web stream reports errors to its reader; without a listener a late one would end the process.
  body.on("error", () => {});
  if (signal.aborted) body.destroy();
  else signal.addEventListener("abort", () => body.destroy(), { once: true });
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers });
}

/** What a media request asks for: its method and range headers. */
export const rangeAsked = (request: Request) => ({
  rangeHeader: request.headers.get("range"),
  ifRange: request.headers.get("if-range"),
  method: request.method === "HEAD" ? ("HEAD" as const) : ("GET" as const),
});
