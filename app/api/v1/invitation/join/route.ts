import { route } from "#app/_server/route.ts";
import { joinBody } from "#app/_server/schemas.ts";
import { acceptAsNewUser } from "#lib/accounts/invitations/accept-invitation.ts";

export const POST = route("POST /api/v1/invitation/join", { body: joinBody }, ({ ctx, body }) =>
  acceptAsNewUser(ctx, body),
);
