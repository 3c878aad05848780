import { accountCookie } from "#app/_server/account-cookie.ts";
import { route } from "#app/_server/route.ts";
import { accountChoiceBody } from "#app/_server/schemas.ts";
import { authoriseUser } from "#lib/accounts/authorise.ts";

export const POST = route("POST /api/v1/me/account", { body: accountChoiceBody }, async ({ ctx, user, body }) => {
  const access = await authoriseUser(ctx, { userId: user.id, slug: body.slug, atLeast: "viewer" });
  const isSecure = ctx.config.appUrl.startsWith("https:");
  return Response.json({ ok: true }, { headers: { "set-cookie": accountCookie(access.accountSlug, { isSecure }) } });
});
