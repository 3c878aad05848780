import { route } from "#app/_server/route.ts";
import { nameParams } from "#app/_server/schemas.ts";
import { revokeSession } from "#lib/accounts/sign-in/sessions.ts";

export const DELETE = route("DELETE /api/v1/me/sessions/[id]", { params: nameParams }, ({ ctx, user, params }) =>
  revokeSession(ctx, { userId: user.id, sessionId: params.id }),
);
