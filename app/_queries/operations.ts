import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AlertView } from "#lib/operations/alerts.ts";
import type { FoundStream } from "#lib/operations/detect-anywhere.ts";
import type { Overview as OverviewView } from "#lib/operations/get-overview.ts";
import type { ActionView } from "#lib/operations/list-actions.ts";
import type { FailurePage } from "#lib/operations/list-failures.ts";
import type { PausableTask } from "#lib/operations/model.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type Overview = Wire<OverviewView>;
export type Failure = Wire<FailurePage>["failures"][number];
export type Alert = Wire<AlertView>;
export type AdminAction = Wire<ActionView>;
export type StreamFound = Wire<FoundStream>;

const adminKey = ["admin"] as const;
/** Heartbeats and waiting times grow without anything being told. */
const overviewEveryMs = 15_000;

/** The installation at a glance; for operators, as is all below. */
export function useOverview() {
  return useQuery({
    queryKey: ["admin", "overview"],
    queryFn: ({ signal }) => getJson<OverviewView>("/admin/overview", signal),
    refetchInterval: overviewEveryMs,
  });
}

export function useFailures() {
  return useInfiniteQuery({
    queryKey: ["admin", "failures"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      getJson<FailurePage>(`/admin/failures${pageParam ? `?before=${pageParam}` : ""}`, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useAlerts(isOpen: boolean) {
  return useQuery({
    queryKey: ["admin", "alerts", isOpen],
    queryFn: async ({ signal }) =>
      (await getJson<{ alerts: AlertView[] }>(`/admin/alerts?isOpen=${isOpen}`, signal)).alerts,
    placeholderData: keepPreviousData,
  });
}

export function useAdminActions() {
  return useQuery({
    queryKey: ["admin", "actions"],
    queryFn: async ({ signal }) => (await getJson<{ actions: ActionView[] }>("/admin/actions", signal)).actions,
  });
}

export function useFoundStreams(search: string) {
  return useQuery({
    queryKey: ["admin", "streams", search],
    queryFn: async ({ signal }) =>
      (await getJson<{ streams: FoundStream[] }>(`/admin/streams?search=${encodeURIComponent(search)}`, signal))
        .streams,
    placeholderData: keepPreviousData,
  });
}

function useOperatorChange<Input, Result = unknown>(send: (input: Input) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: adminKey }) });
}

export const useSettleAlert = () =>
  useOperatorChange(({ alertId, action }: { alertId: string; action: "acknowledge" | "resolve" }) =>
    postJson(`/admin/alerts/${alertId}`, { action }),
  );

export const useDetectAnywhere = () =>
  useOperatorChange((streamId: string) => postJson<{ joined: boolean }>(`/admin/streams/${streamId}/detections`));

export const usePauseTask = () =>
  useOperatorChange((input: { task: PausableTask; isPaused: boolean }) => postJson("/admin/tasks", input));

export const useSweepCache = () =>
  useOperatorChange((hostId: string) => postJson(`/admin/caches/${encodeURIComponent(hostId)}/sweep`));
