import { route } from "#app/_server/route.ts";
import { changeLlmSettings } from "#lib/refine/llm-settings.ts";
import { getLlmTotals } from "#lib/refine/queries.ts";
import { llmSettingsChange } from "#lib/refine/schema.ts";

export const GET = route({ atLeast: "viewer", isForAdmins: true }, ({ ctx }) => getLlmTotals(ctx));

export const POST = route({ atLeast: "viewer", isForAdmins: true, body: llmSettingsChange }, ({ ctx, access, body }) =>
  changeLlmSettings(ctx, { ...body, userId: access.userId }),
);
