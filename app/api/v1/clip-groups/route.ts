import { route } from "#app/_server/route.ts";
import { listClipGroups } from "#lib/clips/list-clip-groups.ts";
import { clipListQuery } from "#lib/clips/schema.ts";

export const GET = route("GET /api/v1/clip-groups", { query: clipListQuery }, ({ ctx, access, query }) =>
  listClipGroups(ctx, { accountId: access.accountId, ...query }),
);
