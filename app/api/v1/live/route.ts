import { answerLive } from "#app/_server/live.ts";
import { route } from "#app/_server/route.ts";
import { liveQuery } from "#app/_server/schemas.ts";

export const GET = route("GET /api/v1/live", { query: liveQuery }, ({ request, query }) =>
  answerLive(request, {
    lastId: request.headers.get("last-event-id") ?? query.after ?? null,
    loadedMs: query.loadedMs,
  }),
);
