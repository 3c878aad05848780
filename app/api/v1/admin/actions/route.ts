import { route } from "#app/_server/route.ts";
import { listActions } from "#lib/operations/list-actions.ts";

export const GET = route({ atLeast: "viewer", isForAdmins: true }, async ({ ctx }) => ({
  actions: await listActions(ctx),
}));
