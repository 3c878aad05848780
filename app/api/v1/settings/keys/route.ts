import { keySettings } from "#app/_keys/key-settings.ts";
import { memberOf, route } from "#app/_server/route.ts";
import { getKeyOverrides, saveKeyOverrides } from "#lib/accounts/user-settings.ts";

export const GET = route("GET /api/v1/settings/keys", {}, async ({ ctx, access }) => ({
  keys: await getKeyOverrides(ctx, memberOf(access)),
}));

export const POST = route("POST /api/v1/settings/keys", { body: keySettings }, async ({ ctx, access, body }) => ({
  keys: await saveKeyOverrides(ctx, { ...memberOf(access), keys: body.keys }),
}));
