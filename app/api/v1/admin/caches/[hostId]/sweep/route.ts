import { operatorOf, route } from "#app/_server/route.ts";
import { hostParams } from "#app/_server/schemas.ts";
import { askSweep } from "#lib/operations/source-caches.ts";

export const POST = route({ atLeast: "viewer", isForAdmins: true, params: hostParams }, ({ ctx, access, params }) =>
  askSweep(ctx, { hostId: params.hostId, operator: operatorOf(access) }),
);
