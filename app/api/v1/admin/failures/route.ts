import { route } from "#app/_server/route.ts";
import { failuresQuery } from "#app/_server/schemas.ts";
import { listFailures } from "#lib/operations/list-failures.ts";

export const GET = route("GET /api/v1/admin/failures", { query: failuresQuery }, ({ ctx, query }) =>
  listFailures(ctx, query),
);
