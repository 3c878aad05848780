import { route } from "#app/_server/route.ts";
import { getStorage } from "#lib/vods/retention/queries.ts";

export const GET = route("GET /api/v1/storage", {}, ({ ctx, access }) =>
  getStorage(ctx, { accountId: access.accountId }),
);
