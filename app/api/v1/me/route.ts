import { route } from "#app/_server/route.ts";
import { listOwnAccounts } from "#lib/accounts/members/list-members.ts";
import { isSetUpForMail } from "#lib/accounts/sign-in/send-mail.ts";

export const GET = route("GET /api/v1/me", {}, async ({ ctx, user }) => ({
  user,
  accounts: await listOwnAccounts(ctx, { userId: user.id }),
  sendsEmails: isSetUpForMail(ctx),
}));
