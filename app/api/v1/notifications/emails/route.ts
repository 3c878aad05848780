import { memberOf, route } from "#app/_server/route.ts";
import { emailWishBody } from "#app/_server/schemas.ts";
import { setEmailWish } from "#lib/notify/queries.ts";

export const POST = route("POST /api/v1/notifications/emails", { body: emailWishBody }, ({ ctx, access, body }) =>
  setEmailWish(ctx, { ...memberOf(access), ...body }),
);
