import { useMutation } from "@tanstack/react-query";
import type { KeyOverrides } from "#app/_keys/commands.ts";
import { setKeyOverrides } from "#app/_keys/keymap.ts";
import { postJson } from "./http.ts";

/** Keeps the keys a user chose; they count from then on. */
export function useSaveKeys() {
  return useMutation({
    mutationFn: (keys: KeyOverrides) => postJson<{ keys: KeyOverrides }>("/settings/keys", { keys }),
    onSuccess: ({ keys }) => setKeyOverrides(keys as KeyOverrides),
  });
}
