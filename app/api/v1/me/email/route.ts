import { route } from "#app/_server/route.ts";
import { getWeb } from "#app/_server/web.ts";
import { changeEmail } from "#lib/accounts/profile/change-email.ts";
import { newEmail } from "#lib/accounts/schema.ts";

export const POST = route("POST /api/v1/me/email", { body: newEmail }, ({ ctx, user, body, request }) =>
  changeEmail({ ...ctx, auth: getWeb().auth }, { user, headers: request.headers, ...body }),
);
