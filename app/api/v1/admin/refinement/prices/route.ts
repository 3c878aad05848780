import { operatorOf, route } from "#app/_server/route.ts";
import { setPrice } from "#lib/refine/prices.ts";
import { namedPrice } from "#lib/refine/schema.ts";

export const POST = route("POST /api/v1/admin/refinement/prices", { body: namedPrice }, ({ ctx, user, body }) =>
  setPrice(ctx, { ...body, operator: operatorOf(user) }),
);
