import type { Ctx } from "#lib/context.ts";
import type { GuardedAnswer } from "./model.ts";
import { type GuardedRequest, openUrl } from "./open-url.ts";

/**
 * A guarded request whose answer is small and kept in memory, as of a webhook: `openUrl`, read to its end. The body is
 * text of at most `limits.maxBytes`.
 */
export async function requestUrl(
  ctx: Pick<Ctx, "config" | "signal">,
  request: GuardedRequest,
): Promise<Pick<GuardedAnswer, "status" | "headers" | "url"> & { text: string }> {
  const answer = await openUrl(ctx, request);
  const chunks: Buffer[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  const { status, headers, url } = answer;
  return { status, headers, url, text: Buffer.concat(chunks).toString("utf8") };
}
