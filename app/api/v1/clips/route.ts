import { route } from "#app/_server/route.ts";
import { clipsQuery } from "#app/_server/schemas.ts";
import { listClips } from "#lib/clips/queries.ts";

export const GET = route("GET /api/v1/clips", { query: clipsQuery }, async ({ ctx, access, query }) => ({
  clips: await listClips(ctx, { accountId: access.accountId, sourceVodId: query.vodId }),
}));
