import { route } from "#app/_server/route.ts";
import { idParams, streamTitleBody } from "#app/_server/schemas.ts";
import { renameStream } from "#lib/vods/rename-stream.ts";

export const POST = route(
  "POST /api/v1/streams/[id]/title",
  { params: idParams, body: streamTitleBody },
  ({ ctx, access, params, body }) => renameStream(ctx, { accountId: access.accountId, streamId: params.id, ...body }),
);
