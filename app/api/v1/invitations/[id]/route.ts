import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { revokeInvitation } from "#lib/accounts/invitations/revoke-invitation.ts";

export const DELETE = route("DELETE /api/v1/invitations/[id]", { params: idParams }, ({ ctx, access, params }) =>
  revokeInvitation(ctx, { accountId: access.accountId, invitationId: params.id }),
);
