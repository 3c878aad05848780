import { route } from "#app/_server/route.ts";
import { readStreamList } from "#app/_server/stream-views.ts";
import { streamListQuery } from "#lib/clips/schema.ts";

export const GET = route("GET /api/v1/streams", { query: streamListQuery }, ({ ctx, access, query }) =>
  readStreamList(ctx, { accountId: access.accountId, ...query }),
);
