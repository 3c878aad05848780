import { route } from "#app/_server/route.ts";
import { getRenderSettings } from "#lib/clips/render/split-settings.ts";

export const GET = route("GET /api/v1/render-settings", {}, ({ ctx, access }) =>
  getRenderSettings(ctx, { accountId: access.accountId }),
);
