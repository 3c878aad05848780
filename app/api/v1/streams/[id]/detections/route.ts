import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { requestDetection } from "#lib/highlights/request-detection.ts";

export const POST = route(
  "POST /api/v1/streams/[id]/detections",
  { owns: "stream", params: idParams },
  ({ ctx, access, params }) =>
    requestDetection(ctx, { accountId: access.accountId, streamId: params.id, trigger: "screen" }),
);
