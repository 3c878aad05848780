import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { toast } from "sonner";
import type { Edited, Theirs } from "#lib/highlights/edit/open-edit.ts";
import type { Lane } from "#lib/highlights/model.ts";
import { editKeys, useEditing, useEditToast } from "./edits.ts";
import { type Highlight, highlightKeys } from "./highlights.ts";
import { getJson, ProblemError, postJson, postKept } from "./http.ts";

type Ticks = { startTicks: number; endTicks: number };
type Trimmed = Edited & Ticks;
export type Trim = Ticks & {
  highlight: Highlight;
  /** What the bounds were chosen on. */
  seen: Ticks & { editVersion: number };
};
export type { Theirs };

/** Puts something new into a highlight of the list that is shown. */
function useHighlightCache(vodId: string) {
  const client = useQueryClient();
  const key = highlightKeys.ofVod(vodId);
  return {
    find: (id: string) => client.getQueryData<Highlight[]>(key)?.find((one) => one.id === id),
    change: (id: string, to: Partial<Highlight>) =>
      client.setQueryData<Highlight[]>(key, (list) => list?.map((one) => (one.id === id ? { ...one, ...to } : one))),
    stopReading: () => client.cancelQueries({ queryKey: key }),
  };
}

const boundsOf = (ticks: Ticks, { timescale, cutState }: Highlight): Partial<Highlight> => ({
  ...{ startTicks: ticks.startTicks, endTicks: ticks.endTicks, boundsFrom: "trimmed" },
  ...{ startSeconds: ticks.startTicks / timescale, endSeconds: ticks.endTicks / timescale },
  cutState: cutState === "ready" ? "stale" : cutState,
});

const sendTrim = ({ highlight, startTicks, endTicks, seen: { editVersion, ...seenBounds } }: Trim) =>
  postKept<Trimmed>(`/highlights/${highlight.id}/trim`, { startTicks, endTicks, editVersion, seenBounds });

/** Saves a trim: shown at once, taken back with a message if it fails. `onConflict` is told the bounds somebody else set. */
export function useTrim(vodId: string, onConflict: (trim: Trim, theirs: Theirs) => void) {
  const cache = useHighlightCache(vodId);
  const editing = useEditing(vodId);
  const say = useEditToast(vodId);
  return useMutation({
    ...editing,
    mutationFn: sendTrim,
    onMutate: async (trim) => {
      const before = cache.find(trim.highlight.id);
      cache.change(trim.highlight.id, boundsOf(trim, before ?? trim.highlight));
      await cache.stopReading();
      return before;
    },
    onSuccess: ({ editId, editVersion, startTicks, endTicks }, { highlight }) => {
      const now = cache.find(highlight.id);
      cache.change(highlight.id, {
        editVersion,
        // Only while nothing newer is on its way: the server may have moved them to frames.
        ...(now ? boundsOf(moved(now, { startTicks, endTicks }), now) : {}),
      });
      if (editId) say("Trim saved.", editId);
    },
    onError: (error, trim, before) => {
      const { startTicks, endTicks, startSeconds, endSeconds, boundsFrom, cutState } = before ?? trim.highlight;
      cache.change(trim.highlight.id, { startTicks, endTicks, startSeconds, endSeconds, boundsFrom, cutState });
      const theirs = error instanceof ProblemError ? (error.problem.theirs as Theirs | undefined) : undefined;
      if (theirs) onConflict(trim, theirs);
      else toast.error(`The trim wasn't saved. ${error.message}`);
    },
  });
}

/**
 * Saves a trim as the page is left, by `mutate` of `useTrim`; past what is on its way, if anything is: nobody would be
 * there to send it after that is answered. If it isn't taken and the page is still there, it waits its turn after all.
 */
export function useLastTrim(vodId: string, mutate: (trim: Trim) => void): (trim: Trim) => void {
  const client = useQueryClient();
  return useCallback(
    (trim: Trim) => {
      if (client.isMutating({ mutationKey: editKeys.ofVod(vodId) }) === 0) mutate(trim);
      else sendTrim(trim).catch(() => mutate(trim));
    },
    [client, vodId, mutate],
  );
}

/** Bounds as kept, unless the list shows others by now: a newer trim is on its way then. */
const moved = (now: Ticks, kept: Ticks): Ticks =>
  Math.abs(now.startTicks - kept.startTicks) + Math.abs(now.endTicks - kept.endTicks) < 1 ? kept : now;

type Ask = { highlight: Highlight; path: string; body?: object; done: string; onDone?: (highlightId: string) => void };

/** Split, merge, copy, title and remove of a video's highlights, each with its message and undo. */
export function useHighlightEdits(vodId: string) {
  const cache = useHighlightCache(vodId);
  const editing = useEditing(vodId);
  const say = useEditToast(vodId);
  const edit = useMutation({
    ...editing,
    mutationFn: ({ highlight, path, body }: Ask) => {
      const { editVersion } = cache.find(highlight.id) ?? highlight;
      return postKept<Edited & { highlightId?: string }>(`/highlights/${highlight.id}/${path}`, {
        ...body,
        editVersion,
      });
    },
    onSuccess: ({ editId, editVersion, highlightId }, { highlight, done, onDone }) => {
      cache.change(highlight.id, { editVersion });
      if (editId) say(done, editId);
      onDone?.(highlightId ?? highlight.id);
    },
    onError: (error) => toast.error(error.message),
  });
  return {
    isPending: edit.isPending,
    split: (highlight: Highlight, atTicks: number, onDone?: Ask["onDone"]) =>
      edit.mutate({ highlight, path: "split", body: { atTicks }, done: "Split in two.", onDone }),
    merge: (highlight: Highlight, other: Highlight, onDone?: Ask["onDone"]) => {
      const { id, editVersion } = cache.find(other.id) ?? other;
      const body = { with: { highlightId: id, editVersion } };
      edit.mutate({ highlight, path: "merge", body, done: "Merged into one.", onDone });
    },
    duplicate: (highlight: Highlight, onDone?: Ask["onDone"]) =>
      edit.mutate({ highlight, path: "duplicate", done: "Copied.", onDone }),
    retitle: (highlight: Highlight, title: string) =>
      edit.mutate({ highlight, path: "title", body: { title }, done: title ? "Title saved." : "Title taken away." }),
    remove: (highlight: Highlight, onDone?: Ask["onDone"]) =>
      edit.mutate({ highlight, path: "remove", done: "Removed.", onDone }),
  };
}

/** Makes a highlight of a stretch by hand, in seconds; `timescale` is the video's. */
export function useCreateHighlight(vodId: string, timescale: number) {
  const editing = useEditing(vodId);
  const say = useEditToast(vodId);
  return useMutation({
    ...editing,
    mutationFn: ({ startSeconds, endSeconds, title }: { startSeconds: number; endSeconds: number; title?: string }) =>
      postJson<{ editId: string | null; highlightId: string }>(`/vods/${vodId}/highlights`, {
        startTicks: Math.round(startSeconds * timescale),
        endTicks: Math.round(endSeconds * timescale),
        title,
      }),
    onSuccess: ({ editId }) => say("Highlight made.", editId),
    onError: (error) => toast.error(error.message),
  });
}

/** What the trim editor draws of a stretch, in whole seconds; the stretch before stays until the new one is here. */
export function useLane(vodId: string, stretch: { fromSeconds: number; toSeconds: number }) {
  const { fromSeconds, toSeconds } = stretch;
  return useQuery({
    queryKey: ["vods", vodId, "lane", fromSeconds, toSeconds],
    queryFn: ({ signal }) => getJson<Lane>(`/vods/${vodId}/lane?from=${fromSeconds}&to=${toSeconds}`, signal),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}
