import type { QueryClient } from "@tanstack/react-query";
import { isLike, type KeyPattern } from "./live-keys.ts";

/** Between two askings of the same thing. */
const gapMs = 400;
const longestMutationMs = 5_000;

/**
 * Asks again for what changed: at once, then at most every 400 ms (or a pattern's own gap), and never into a change of one's own that is on its way
 * (the answer would be from before it). What is asked for already is asked again after that: its answer may be older
 * than the change.
 */
export function createRefresher(client: QueryClient) {
  const states = new Map<string, { isDirty: boolean }>();

  const ask = async (pattern: KeyPattern) => {
    const predicate = (query: { queryKey: readonly unknown[] }) => isLike(pattern, query.queryKey);
    await ownChangesEnd(client);
    const isUnderWay = client.isFetching({ predicate }) > 0;
    await client.invalidateQueries({ predicate }, { cancelRefetch: false });
    if (isUnderWay) await client.invalidateQueries({ predicate }, { cancelRefetch: false });
  };

  const refresh = async (pattern: KeyPattern): Promise<void> => {
    const id = JSON.stringify(pattern);
    const running = states.get(id);
    if (running) {
      running.isDirty = true;
      return;
    }
    const state = { isDirty: true };
    states.set(id, state);
    while (state.isDirty) {
      state.isDirty = false;
      await ask(pattern).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, pattern.gapMs ?? gapMs));
    }
    states.delete(id);
  };

  return {
    refresh: (patterns: KeyPattern[]) => {
      for (const pattern of patterns) void refresh(pattern);
    },
    /** Everything on the screen. */
    refreshAll: () => refresh({ like: [] }),
  };
}

/** Waits until no mutation is on its way, but not for ever. */
function ownChangesEnd(client: QueryClient): Promise<void> {
  if (client.isMutating() === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, longestMutationMs);
    const unsubscribe = client.getMutationCache().subscribe(() => {
      if (client.isMutating() === 0) finish();
    });
  });
}
