import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DetectionSettings } from "#lib/highlights/settings.ts";
import { getJson, postJson } from "./http.ts";

const key = ["settings", "detection"] as const;

/** What the account set about finding highlights. */
export function useDetectionSettings() {
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await getJson<DetectionSettings>("/settings/detection", signal)) as DetectionSettings,
  });
}

/** Sets it; the next run uses it. */
export function useChangeDetectionSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (settings: DetectionSettings) =>
      (await postJson<DetectionSettings>("/settings/detection", settings)) as DetectionSettings,
    onSuccess: (settings) => client.setQueryData(key, settings),
  });
}
