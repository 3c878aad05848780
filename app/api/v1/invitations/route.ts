import { route } from "#app/_server/route.ts";
import { inviteMember } from "#lib/accounts/invitations/invite-member.ts";
import { listInvitations } from "#lib/accounts/invitations/list-invitations.ts";
import { invitationInput } from "#lib/accounts/schema.ts";

export const GET = route("GET /api/v1/invitations", {}, async ({ ctx, access }) => ({
  invitations: await listInvitations(ctx, { accountId: access.accountId }),
}));

export const POST = route(
  "POST /api/v1/invitations",
  { body: invitationInput, tellsSecret: true },
  ({ ctx, access, user, body }) => {
    const { accountId, accountName } = access;
    return inviteMember(ctx, { accountId, accountName, invitedBy: user, ...body });
  },
);
