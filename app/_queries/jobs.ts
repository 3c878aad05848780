import { useQuery } from "@tanstack/react-query";
import type { JobProgressView } from "#lib/progress.ts";
import { getJson, type Wire } from "./http.ts";

export const jobKeys = { of: (subjectId: string) => ["jobs", subjectId] as const };

/** The jobs that work on one video, signal file or detection. */
export function useJobs(subjectId: string) {
  return useQuery({
    queryKey: jobKeys.of(subjectId),
    queryFn: async ({ signal }) =>
      (await getJson<{ jobs: JobProgressView[] }>(`/jobs?subjectIds=${subjectId}`, signal))
        .jobs as Wire<JobProgressView>[],
  });
}
