import { route } from "#app/_server/route.ts";
import { setPrice } from "#lib/refine/prices.ts";
import { namedPrice } from "#lib/refine/schema.ts";

export const POST = route({ atLeast: "viewer", isForAdmins: true, body: namedPrice }, ({ ctx, body }) =>
  setPrice(ctx, body),
);
