import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { JobGroup, JobPage } from "#lib/operations/model.ts";
import type { JobProgressView } from "#lib/progress.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type Jobs = Wire<JobPage>;
export type ListedJob = Jobs["jobs"][number];

export const jobKeys = {
  all: ["jobs"] as const,
  of: (subjectId: string) => ["jobs", subjectId] as const,
};

/** The jobs that work on one video, signal file or detection. */
export function useJobs(subjectId: string) {
  return useQuery({
    queryKey: jobKeys.of(subjectId),
    queryFn: async ({ signal }) =>
      (await getJson<{ jobs: JobProgressView[] }>(`/jobs?subjectIds=${subjectId}`, signal))
        .jobs as Wire<JobProgressView>[],
  });
}

/** How much is under way in the account, and the first few of it. */
export function useJobSummary() {
  return useQuery({
    queryKey: ["jobs", "summary"],
    queryFn: ({ signal }) => getJson<JobPage>("/jobs?group=open&limit=5", signal),
  });
}

/** Everything of a group, page by page. The list before stays on the screen while the next is asked for. */
export function useJobList(group: JobGroup) {
  return useInfiniteQuery({
    queryKey: ["jobs", "list", group],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      getJson<JobPage>(`/jobs?group=${group}${pageParam ? `&after=${pageParam}` : ""}`, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function useJobChange(verb: "retry" | "cancel") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) => postJson(`/jobs/${jobId}/${verb}`),
    onSettled: () => client.invalidateQueries({ queryKey: jobKeys.all }),
  });
}

/** Tries a failed job or clip again. */
export const useRetryJob = () => useJobChange("retry");

/** Ends a job that waits or runs. */
export const useCancelJob = () => useJobChange("cancel");
