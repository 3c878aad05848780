import { route } from "#app/_server/route.ts";
import { changeLlmSettings } from "#lib/refine/llm-settings.ts";
import { getLlmTotals } from "#lib/refine/queries.ts";
import { llmSettingsChange } from "#lib/refine/schema.ts";

export const GET = route("GET /api/v1/admin/refinement", {}, ({ ctx }) => getLlmTotals(ctx));

export const POST = route("POST /api/v1/admin/refinement", { body: llmSettingsChange }, ({ ctx, user, body }) =>
  changeLlmSettings(ctx, { ...body, userId: user.id }),
);
