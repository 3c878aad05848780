import { route } from "#app/_server/route.ts";
import { unlinkTwitch } from "#lib/accounts/profile/unlink-twitch.ts";

export const DELETE = route("DELETE /api/v1/me/twitch", {}, ({ ctx, user }) => unlinkTwitch(ctx, { userId: user.id }));
