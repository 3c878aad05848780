import { route } from "#app/_server/route.ts";
import { setUpInput } from "#lib/accounts/schema.ts";
import { setUpInstallation } from "#lib/accounts/sign-in/set-up.ts";

export const POST = route("POST /api/v1/setup", { body: setUpInput }, ({ ctx, body }) => setUpInstallation(ctx, body));
