import { route } from "#app/_server/route.ts";
import { tokenBody } from "#app/_server/schemas.ts";
import { getInvitation } from "#lib/accounts/invitations/get-invitation.ts";

export const POST = route("POST /api/v1/invitation", { body: tokenBody }, ({ ctx, body }) => getInvitation(ctx, body));
