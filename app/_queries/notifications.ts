import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Bell as BellView } from "#lib/notify/queries.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type Bell = Wire<BellView>;

const bellKey = ["notifications"] as const;

/** The newest notifications of the account. */
export function useBell() {
  return useQuery({
    queryKey: bellKey,
    queryFn: ({ signal }) => getJson<BellView>("/notifications", signal),
  });
}

/** Notes that what is listed was seen. */
export function useSeeNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (upTo: string) => postJson("/notifications/seen", { upTo }),
    onSettled: () => client.invalidateQueries({ queryKey: bellKey }),
  });
}

/** Turns e-mails on or off for oneself. */
export function useEmailWish() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wantsEmails: boolean) => postJson("/notifications/emails", { wantsEmails }),
    onSettled: () => client.invalidateQueries({ queryKey: bellKey }),
  });
}
