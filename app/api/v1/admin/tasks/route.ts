import { operatorOf, route } from "#app/_server/route.ts";
import { pauseBody } from "#app/_server/schemas.ts";
import { setTaskPaused } from "#lib/operations/pause-tasks.ts";

export const POST = route({ atLeast: "viewer", isForAdmins: true, body: pauseBody }, ({ ctx, access, body }) =>
  setTaskPaused(ctx, { ...body, operator: operatorOf(access) }),
);
