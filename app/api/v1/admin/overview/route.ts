import { route } from "#app/_server/route.ts";
import { getOverview } from "#lib/operations/get-overview.ts";

export const GET = route("GET /api/v1/admin/overview", {}, ({ ctx }) => getOverview(ctx));
