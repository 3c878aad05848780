import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKeyView } from "#lib/accounts/api-keys/list-api-keys.ts";
import type { ApiKeyInput } from "#lib/accounts/schema.ts";
import { deleteJson, getJson, postJson } from "./http.ts";

const apiKeysKey = ["api-keys"] as const;

/** The user's keys in this account. */
export function useApiKeys() {
  return useQuery({
    queryKey: apiKeysKey,
    queryFn: ({ signal }) => getJson<{ apiKeys: ApiKeyView[] }>("/api-keys", signal),
    select: ({ apiKeys }) => apiKeys,
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
