import { accountCookie } from "#app/_server/account-cookie.ts";
import { route } from "#app/_server/route.ts";
import { tokenBody } from "#app/_server/schemas.ts";
import { acceptInvitation } from "#lib/accounts/invitations/accept-invitation.ts";

export const POST = route("POST /api/v1/invitation/accept", { body: tokenBody }, async ({ ctx, user, body }) => {
  const accepted = await acceptInvitation(ctx, { token: body.token, user });
  if (!accepted.ok) return accepted;
  const isSecure = ctx.config.appUrl.startsWith("https:");
  return Response.json(accepted, { headers: { "set-cookie": accountCookie(accepted.accountSlug, { isSecure }) } });
});
