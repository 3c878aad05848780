import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Profile } from "#lib/accounts/profile/get-profile.ts";
import { deleteJson, getJson, postJson } from "./http.ts";

const profileKey = ["profile"] as const;

/** The user's name and address, and their ways in. */
export function useProfile() {
  return useQuery({ queryKey: profileKey, queryFn: ({ signal }) => getJson<Profile>("/me/profile", signal) });
}

function useProfileChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: profileKey }),
  });
}

export const useRename = () => useProfileChange((name: string) => postJson<{ ok: true }>("/me/profile", { name }));

export const useChangeEmail = () =>
  useProfileChange((change: { email: string; password: string }) =>
    postJson<{ ok: true; isSent: boolean }>("/me/email", change),
  );

export const useUnlinkTwitch = () => useProfileChange(() => deleteJson("/me/twitch"));
