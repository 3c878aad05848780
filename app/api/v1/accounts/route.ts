import { accountCookie } from "#app/_server/account-cookie.ts";
import { route } from "#app/_server/route.ts";
import { newAccountBody } from "#app/_server/schemas.ts";
import { openAccount } from "#lib/accounts/open-account.ts";

export const POST = route("POST /api/v1/accounts", { body: newAccountBody }, async ({ ctx, user, body }) => {
  const opened = await openAccount(ctx, { user, name: body.name });
  if (!opened.ok) return opened;
  const isSecure = ctx.config.appUrl.startsWith("https:");
  return Response.json(opened, { headers: { "set-cookie": accountCookie(opened.accountSlug, { isSecure }) } });
});
