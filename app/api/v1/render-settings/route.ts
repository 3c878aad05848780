import { route } from "#app/_server/route.ts";
import { getRenderSettings } from "#lib/clips/render/split-settings.ts";

export const GET = route({ atLeast: "viewer" }, ({ ctx, access }) =>
  getRenderSettings(ctx, { accountId: access.accountId }),
);
