import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { retryJob } from "#lib/operations/retry-job.ts";

export const POST = route("POST /api/v1/jobs/[id]/retry", { params: idParams }, ({ ctx, access, params }) =>
  retryJob(ctx, { accountId: access.accountId, id: params.id, actorUserId: access.userId }),
);
