import { memberOf, route } from "#app/_server/route.ts";
import { seenBody } from "#app/_server/schemas.ts";
import { seeNotifications } from "#lib/notify/queries.ts";

export const POST = route("POST /api/v1/notifications/seen", { body: seenBody }, ({ ctx, access, body }) =>
  seeNotifications(ctx, { ...memberOf(access), upTo: new Date(body.upTo) }),
);
