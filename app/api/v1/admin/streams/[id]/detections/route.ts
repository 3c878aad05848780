import { operatorOf, route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { detectAnywhere } from "#lib/operations/detect-anywhere.ts";

export const POST = route({ atLeast: "viewer", isForAdmins: true, params: idParams }, ({ ctx, access, params }) =>
  detectAnywhere(ctx, { streamId: params.id, operator: operatorOf(access) }),
);
