import { getWeb } from "#app/_server/web.ts";
import { isDatabaseUp } from "#lib/platform/db/is-up.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const ok = await isDatabaseUp(getWeb().ctx);
  return Response.json({ ok }, { status: ok ? 200 : 503, headers: { "cache-control": "no-store" } });
}
