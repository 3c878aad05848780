import { route } from "#app/_server/route.ts";
import { getProfile } from "#lib/accounts/profile/get-profile.ts";
import { renameUser } from "#lib/accounts/profile/rename-user.ts";
import { userName } from "#lib/accounts/schema.ts";

export const GET = route("GET /api/v1/me/profile", {}, ({ ctx, user }) => getProfile(ctx, { userId: user.id }));

export const POST = route("POST /api/v1/me/profile", { body: userName }, ({ ctx, user, body }) =>
  renameUser(ctx, { userId: user.id, name: body.name }),
);
