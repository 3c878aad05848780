import { route } from "#app/_server/route.ts";
import { listMembers } from "#lib/accounts/members/list-members.ts";

export const GET = route("GET /api/v1/members", {}, async ({ ctx, access }) => ({
  members: await listMembers(ctx, { accountId: access.accountId }),
}));
