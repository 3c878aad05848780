import { route } from "#app/_server/route.ts";
import { listSessions, revokeOtherSessions } from "#lib/accounts/sign-in/sessions.ts";
import { pageQuery } from "#lib/paging.ts";

export const GET = route("GET /api/v1/me/sessions", { query: pageQuery }, ({ ctx, user, sessionId, query }) =>
  listSessions(ctx, { userId: user.id, currentSessionId: sessionId ?? "", ...query }),
);

export const DELETE = route("DELETE /api/v1/me/sessions", {}, async ({ ctx, user, sessionId }) => ({
  ok: true,
  count: await revokeOtherSessions(ctx, { userId: user.id, currentSessionId: sessionId ?? "" }),
}));
