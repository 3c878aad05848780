import { route } from "#app/_server/route.ts";
import { jobsQuery } from "#app/_server/schemas.ts";
import { listJobProgress } from "#lib/progress.ts";

export const GET = route("GET /api/v1/jobs", { query: jobsQuery }, async ({ ctx, access, query }) => ({
  jobs: await listJobProgress(ctx, { accountId: access.accountId, subjectIds: query.subjectIds }),
}));
