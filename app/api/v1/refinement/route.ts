import { route } from "#app/_server/route.ts";
import { changeRefinementSettings } from "#lib/refine/change-settings.ts";
import { getRefinementLedger } from "#lib/refine/queries.ts";
import { refinementSettingsChange } from "#lib/refine/schema.ts";

export const GET = route("GET /api/v1/refinement", {}, ({ ctx, access }) =>
  getRefinementLedger(ctx, { accountId: access.accountId }),
);

export const POST = route("POST /api/v1/refinement", { body: refinementSettingsChange }, ({ ctx, access, body }) =>
  changeRefinementSettings(ctx, { accountId: access.accountId, change: body }),
);
