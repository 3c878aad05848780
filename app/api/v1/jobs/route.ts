import { route } from "#app/_server/route.ts";
import { jobsQuery } from "#app/_server/schemas.ts";
import { listJobs } from "#lib/operations/list-jobs.ts";
import { listJobProgress } from "#lib/progress.ts";

/** With `subjectIds`: the jobs of these. Without: a page of everything that is open, failed or ended of late. */
export const GET = route("GET /api/v1/jobs", { query: jobsQuery }, async ({ ctx, access, query }) => {
  const { accountId } = access;
  const { subjectIds, ...page } = query;
  return subjectIds
    ? { jobs: await listJobProgress(ctx, { accountId, subjectIds }) }
    : listJobs(ctx, { accountId, ...page });
});
