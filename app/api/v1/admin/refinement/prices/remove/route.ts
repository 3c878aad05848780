import { operatorOf, route } from "#app/_server/route.ts";
import { removePrice } from "#lib/refine/prices.ts";
import { namedPrice } from "#lib/refine/schema.ts";

export const POST = route(
  "POST /api/v1/admin/refinement/prices/remove",
  { body: namedPrice.pick({ backend: true, model: true }) },
  ({ ctx, user, body }) => removePrice(ctx, { ...body, operator: operatorOf(user) }),
);
