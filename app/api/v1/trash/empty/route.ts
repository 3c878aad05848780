import { route } from "#app/_server/route.ts";
import { emptyTrashBody } from "#app/_server/schemas.ts";
import { emptyTrash } from "#lib/vods/retention/empty-trash.ts";

export const POST = route("POST /api/v1/trash/empty", { body: emptyTrashBody }, ({ ctx, access, body }) =>
  emptyTrash(ctx, { accountId: access.accountId, ...body }),
);
