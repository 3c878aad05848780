import { getWeb } from "#app/_server/web.ts";
import { checkReadiness } from "#lib/operations/check-readiness.ts";

export const dynamic = "force-dynamic";

/** 503 while pages can't be answered; what else is wrong is named, and doesn't take the web out of service. */
export async function GET(): Promise<Response> {
  const { isReady, checks } = await checkReadiness(getWeb().ctx);
  const body = { ready: isReady, degraded: checks.filter((one) => !one.ok).map((one) => one.name), checks };
  return Response.json(body, { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } });
}
