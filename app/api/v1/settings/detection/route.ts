import { route } from "#app/_server/route.ts";
import { changeDetectionSettings, getDetectionSettings } from "#lib/highlights/change-settings.ts";
import { detectionSettings } from "#lib/highlights/settings.ts";

export const GET = route("GET /api/v1/settings/detection", {}, ({ ctx, access }) =>
  getDetectionSettings(ctx, { accountId: access.accountId }),
);

export const POST = route("POST /api/v1/settings/detection", { body: detectionSettings }, ({ ctx, access, body }) =>
  changeDetectionSettings(ctx, { accountId: access.accountId, settings: body }),
);
