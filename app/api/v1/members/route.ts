import { route } from "#app/_server/route.ts";
import { listMembers } from "#lib/accounts/members/list-members.ts";
import { pageQuery } from "#lib/paging.ts";

export const GET = route("GET /api/v1/members", { query: pageQuery }, ({ ctx, access, query }) =>
  listMembers(ctx, { accountId: access.accountId, ...query }),
);
