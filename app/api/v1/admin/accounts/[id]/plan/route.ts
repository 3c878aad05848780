import { operatorOf, route } from "#app/_server/route.ts";
import { idParams, planChoiceBody } from "#app/_server/schemas.ts";
import { setAccountPlan } from "#lib/accounts/plans.ts";

export const POST = route(
  "POST /api/v1/admin/accounts/[id]/plan",
  { params: idParams, body: planChoiceBody },
  ({ ctx, user, params, body }) =>
    setAccountPlan(ctx, { account: { id: params.id }, planId: body.planId, operator: operatorOf(user) }),
);
