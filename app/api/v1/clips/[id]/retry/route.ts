import { route } from "#app/_server/route.ts";
import { idParams } from "#app/_server/schemas.ts";
import { retryCut } from "#lib/clips/retry-cut.ts";

export const POST = route({ atLeast: "editor", params: idParams }, ({ ctx, access, params }) =>
  retryCut(ctx, { accountId: access.accountId, clipVodId: params.id, actorUserId: access.userId }),
);
