import { operatorOf, route } from "#app/_server/route.ts";
import { alertBody, idParams } from "#app/_server/schemas.ts";
import { settleAlert } from "#lib/operations/alerts.ts";

export const POST = route(
  "POST /api/v1/admin/alerts/[id]",
  { params: idParams, body: alertBody },
  ({ ctx, user, params, body }) =>
    settleAlert(ctx, { alertId: params.id, action: body.action, operator: operatorOf(user) }),
);
