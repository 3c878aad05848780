import { memberOf, route } from "#app/_server/route.ts";
import { getBell } from "#lib/notify/queries.ts";

export const GET = route("GET /api/v1/notifications", {}, ({ ctx, access }) => getBell(ctx, memberOf(access)));
