import { operatorOf, route } from "#app/_server/route.ts";
import { hostParams } from "#app/_server/schemas.ts";
import { askSweep } from "#lib/operations/source-caches.ts";

export const POST = route("POST /api/v1/admin/caches/[hostId]/sweep", { params: hostParams }, ({ ctx, user, params }) =>
  askSweep(ctx, { hostId: params.hostId, operator: operatorOf(user) }),
);
