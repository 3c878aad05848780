import { operatorOf, route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { detectAnywhere } from "#lib/operations/detect-anywhere.ts";

export const POST = route("POST /api/v1/admin/streams/[id]/detections", { params: idParams }, ({ ctx, user, params }) =>
  detectAnywhere(ctx, { streamId: params.id, operator: operatorOf(user) }),
);
