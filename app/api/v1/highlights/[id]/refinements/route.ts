import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { listRefinements } from "#lib/refine/queries.ts";
import { retryRefinement } from "#lib/refine/retry-refinement.ts";

export const GET = route(
  "GET /api/v1/highlights/[id]/refinements",
  { owns: "highlight", params: idParams },
  async ({ ctx, access, params }) => ({
    refinements: await listRefinements(ctx, { accountId: access.accountId, highlightId: params.id }),
  }),
);

export const POST = route(
  "POST /api/v1/highlights/[id]/refinements",
  { owns: "highlight", params: idParams },
  ({ ctx, access, params }) => retryRefinement(ctx, { accountId: access.accountId, highlightId: params.id }),
);
