import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ApiKeyPage } from "#lib/accounts/api-keys/list-api-keys.ts";
import type { ApiKeyInput } from "#lib/accounts/schema.ts";
import { deleteJson, getJson, postJson } from "./http.ts";
import { pageAt, pages } from "./pages.ts";

const apiKeysKey = ["api-keys"] as const;

/** The user's keys in this account. */
export function useApiKeys() {
  return useInfiniteQuery({
    queryKey: apiKeysKey,
    queryFn: ({ pageParam, signal }) => getJson<ApiKeyPage>(pageAt("/api-keys", pageParam), signal),
    ...pages,
  });
}

/** Makes a key; its secret is in this answer only. */
export function useCreateApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ApiKeyInput) => postJson<{ id: string; key: string }>("/api-keys", input),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeysKey }),
  });
}

/** Ends a key. */
export function useRevokeApiKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) => deleteJson(`/api-keys/${keyId}`),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeysKey }),
  });
}
