import { route } from "#app/_server/route.ts";
import { inviteMember } from "#lib/accounts/invitations/invite-member.ts";
import { listInvitations } from "#lib/accounts/invitations/list-invitations.ts";
import { invitationInput } from "#lib/accounts/schema.ts";
import { pageQuery } from "#lib/paging.ts";

export const GET = route("GET /api/v1/invitations", { query: pageQuery }, ({ ctx, access, query }) =>
  listInvitations(ctx, { accountId: access.accountId, ...query }),
);

export const POST = route(
  "POST /api/v1/invitations",
  { body: invitationInput, tellsSecret: true },
  ({ ctx, access, user, body }) => {
    const { accountId, accountName } = access;
    return inviteMember(ctx, { accountId, accountName, invitedBy: user, ...body });
  },
);
