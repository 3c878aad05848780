import { route } from "#app/_server/route.ts";
import { streamSearchQuery } from "#app/_server/schemas.ts";
import { findStreams } from "#lib/operations/detect-anywhere.ts";

export const GET = route("GET /api/v1/admin/streams", { query: streamSearchQuery }, async ({ ctx, query }) => ({
  streams: await findStreams(ctx, query),
}));
