import { useQuery } from "@tanstack/react-query";
import type { JobProgressView } from "#lib/progress.ts";
import { getJson, type Wire } from "./http.ts";

const isOpen = (job: { state: string }) => ["queued", "running", "waiting"].includes(job.state);

export const jobKeys = { of: (subjectId: string) => ["jobs", subjectId] as const };

/** The jobs that work on one video, signal file or detection. `isExpected`: one was asked for, or will be. */
export function useJobs(subjectId: string, options: { isExpected?: boolean } = {}) {
  return useQuery({
    queryKey: jobKeys.of(subjectId),
    queryFn: async ({ signal }) =>
      (await getJson<{ jobs: JobProgressView[] }>(`/jobs?subjectIds=${subjectId}`, signal))
        .jobs as Wire<JobProgressView>[],
    refetchInterval: ({ state }) => (options.isExpected || state.data?.some(isOpen) ? 1_000 : false),
  });
}
