import { route } from "#app/_server/route.ts";
import { listActions } from "#lib/operations/list-actions.ts";

export const GET = route("GET /api/v1/admin/actions", {}, async ({ ctx }) => ({
  actions: await listActions(ctx),
}));
