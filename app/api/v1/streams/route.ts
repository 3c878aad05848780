import { route } from "#app/_server/route.ts";
import { readStreamList } from "#app/_server/stream-views.ts";

export const GET = route("GET /api/v1/streams", {}, async ({ ctx, access }) => ({
  streams: await readStreamList(ctx, { accountId: access.accountId }),
}));
