import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SessionView } from "#lib/accounts/sign-in/sessions.ts";
import { deleteJson, getJson } from "./http.ts";

const sessionsKey = ["sessions"] as const;

/** Where the user is signed in. */
export function useSessions() {
  return useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => getJson<{ sessions: SessionView[] }>("/me/sessions", signal),
    select: ({ sessions }) => sessions,
  });
}

/** Signs one browser out, or with null all others. */
export function useRevokeSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string | null) => deleteJson(`/me/sessions${sessionId === null ? "" : `/${sessionId}`}`),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
  });
}
