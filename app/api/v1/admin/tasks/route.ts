import { operatorOf, route } from "#app/_server/route.ts";
import { pauseBody } from "#app/_server/schemas.ts";
import { setTaskPaused } from "#lib/operations/pause-tasks.ts";

export const POST = route("POST /api/v1/admin/tasks", { body: pauseBody }, ({ ctx, user, body }) =>
  setTaskPaused(ctx, { ...body, operator: operatorOf(user) }),
);
