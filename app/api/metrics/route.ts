import { mayReadMetrics } from "#app/_server/may-read-metrics.ts";
import { answerError } from "#app/_server/problem.ts";
import { getWeb } from "#app/_server/web.ts";
import { AppError } from "#lib/errors.ts";
import { getMetrics } from "#lib/operations/get-metrics.ts";

export const dynamic = "force-dynamic";

/** Prometheus' text format, for this machine or who has the token; for everybody else there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { ctx } = getWeb();
  try {
    if (!mayReadMetrics(ctx.config, request.headers))
      throw new AppError("not_found", "There is nothing at this address.");
    const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };
    return new Response(await getMetrics(ctx), { headers });
  } catch (error) {
    return answerError(error, ctx.log, request);
  }
}
