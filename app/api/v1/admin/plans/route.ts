import { operatorOf, route } from "#app/_server/route.ts";
import { listAccountsOnPlans, listPlans, savePlan } from "#lib/accounts/plans.ts";
import { planInput } from "#lib/accounts/schema.ts";

export const GET = route("GET /api/v1/admin/plans", {}, async ({ ctx }) => ({
  plans: await listPlans(ctx),
  accounts: await listAccountsOnPlans(ctx),
}));

export const POST = route("POST /api/v1/admin/plans", { body: planInput }, ({ ctx, user, body }) =>
  savePlan(ctx, { ...body, operator: operatorOf(user) }),
);
