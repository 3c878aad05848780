import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { SessionPage } from "#lib/accounts/sign-in/sessions.ts";
import { deleteJson, getJson } from "./http.ts";
import { pageAt, pages } from "./pages.ts";

const sessionsKey = ["sessions"] as const;

/** Where the user is signed in. */
export function useSessions() {
  return useInfiniteQuery({
    queryKey: sessionsKey,
    queryFn: ({ pageParam, signal }) => getJson<SessionPage>(pageAt("/me/sessions", pageParam), signal),
    ...pages,
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
