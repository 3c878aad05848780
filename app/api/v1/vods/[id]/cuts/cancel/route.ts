import { route } from "#app/_server/route.ts";
import { cancelCutsBody, idParams } from "#app/_server/schemas.ts";
import { cancelCuts } from "#lib/clips/cancel-cuts.ts";

export const POST = route(
  { atLeast: "editor", owns: "vod", params: idParams, body: cancelCutsBody },
  ({ ctx, access, params, body }) => cancelCuts(ctx, { accountId: access.accountId, vodId: params.id, ...body }),
);
