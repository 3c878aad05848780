import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { cancelJob } from "#lib/operations/cancel-job.ts";

export const POST = route("POST /api/v1/jobs/[id]/cancel", { params: idParams }, ({ ctx, access, params }) =>
  cancelJob(ctx, { accountId: access.accountId, id: params.id }),
);
