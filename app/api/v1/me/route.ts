import { route } from "#app/_server/route.ts";
import { listOwnAccounts } from "#lib/accounts/members.ts";
import { isSetUpForMail } from "#lib/accounts/send-mail.ts";

export const GET = route("GET /api/v1/me", {}, async ({ ctx, user }) => ({
  user,
  accounts: await listOwnAccounts(ctx, { userId: user.id }),
  sendsEmails: isSetUpForMail(ctx),
}));
