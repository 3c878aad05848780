import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TrashOutcome } from "#lib/clips/trash-vods.ts";
import type { Storage as StorageView } from "#lib/vods/retention/queries.ts";
import { clipKeys } from "./clips.ts";
import { getJson, postJson, type Wire } from "./http.ts";
import { streamKeys } from "./streams.ts";

export type Storage = Wire<StorageView>;
export type StoredThing = Storage["biggest"][number];
export type TrashedThing = Storage["trash"][number];

export const storageKey = ["storage"] as const;

/** What the account stores, by kind, with the trash. */
export function useStorage() {
  return useQuery({
    queryKey: storageKey,
    queryFn: ({ signal }) => getJson<StorageView>("/storage", signal),
  });
}

/** Asks for everything anew that shows what is stored. */
function useRefreshStored() {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [storageKey, clipKeys.all, streamKeys.list, ["vods"], ["highlights"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}

function useOutcomes(path: string) {
  const refresh = useRefreshStored();
  return useMutation({
    mutationFn: async (vodIds: string[]) =>
      (await postJson<{ outcomes: TrashOutcome[] }>(path, { vodIds })).outcomes as TrashOutcome[],
    onSettled: refresh,
  });
}

/** Moves VODs and clips to the trash. Each gets an outcome of its own. */
export const useTrash = () => useOutcomes("/trash");

/** Takes VODs and clips out of the trash. */
export const useRestore = () => useOutcomes("/trash/restore");

/** Deletes for good what is in the trash, or the named part of it. */
export function useEmptyTrash() {
  const refresh = useRefreshStored();
  return useMutation({
    mutationFn: (vodIds?: string[]) => postJson("/trash/empty", { vodIds }),
    onSettled: refresh,
  });
}

/** Pins a VOD or clip, or takes its pin away. */
export function usePin() {
  const refresh = useRefreshStored();
  return useMutation({
    mutationFn: ({ vodId, isPinned }: { vodId: string; isPinned: boolean }) =>
      postJson(`/vods/${vodId}/pin`, { isPinned }),
    onSettled: refresh,
  });
}
