import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import type { EditHistory } from "#lib/highlights/edit/model.ts";
import type { ReviewDecision } from "#lib/highlights/review-highlight.ts";
import { clipKeys } from "./clips.ts";
import { type Highlight, highlightKeys } from "./highlights.ts";
import { getJson, postJson, type Wire } from "./http.ts";
import { streamKeys } from "./streams.ts";
import { vodKeys } from "./vods.ts";

export type Edits = Wire<EditHistory>;

export const editKeys = { ofVod: (vodId: string) => ["edits", vodId] as const };

/**
 * What every change of a VOD's highlights shares: they are sent one after the other, in the order they were made, and
 * what shows them is asked for again when the last one is through.
 */
export function useEditing(vodId: string) {
  const client = useQueryClient();
  const mutationKey = editKeys.ofVod(vodId);
  const onSettled = () => {
    // An answer read between two changes would show the second one taken back for a moment.
    if (client.isMutating({ mutationKey }) > 1) return;
    const shown = [highlightKeys.ofVod(vodId), mutationKey, vodKeys.minimap(vodId), clipKeys.all, streamKeys.list];
    return Promise.all(shown.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  return { mutationKey, scope: { id: `edits-${vodId}` }, onSettled };
}

/** What is changed on the page and not sent yet. */
const unsent = new Set<() => void>();

/**
 * Sends what `send` holds back before anything is undone or done again, when the component goes, and when the page is
 * left or put away (`isLeaving`): whoever does that may never come back to it.
 */
export function useUnsent(send: (isLeaving: boolean) => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    const run = () => latest.current(false);
    const leave = () => latest.current(true);
    const putAway = () => document.visibilityState === "hidden" && leave();
    unsent.add(run);
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", putAway);
    return () => {
      unsent.delete(run);
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", putAway);
      run();
    };
  }, []);
}

/** The viewer's own history of a video's highlights: what undo and redo would do, and the newest entries. */
export function useEdits(vodId: string) {
  return useQuery({
    queryKey: editKeys.ofVod(vodId),
    queryFn: async ({ signal }) => (await getJson<EditHistory>(`/vods/${vodId}/edits`, signal)) as Edits,
  });
}

type Stepped = { label: string; highlightIds: string[] };

/** Undo and redo of what the viewer did to a video's highlights, with words for what happened. */
export function useUndoRedo(vodId: string) {
  const { data } = useEdits(vodId);
  const editing = useEditing(vodId);
  const step = useMutation({
    ...editing,
    mutationFn: ({ direction, editId }: { direction: "undo" | "redo"; editId?: string }) =>
      postJson<Stepped>(`/vods/${vodId}/edits/${direction}${editId ? `?editId=${editId}` : ""}`),
    onSuccess: ({ label }, { direction }) => {
      // Named, since a message keeps what the one before in its place had.
      const done = direction === "undo" ? "Undid" : "Did again";
      toast.success(`${done}: ${label}`, { id: toastIdOf(vodId), action: undefined });
    },
    onError: (error) => toast.error(error.message, { id: toastIdOf(vodId), action: undefined }),
  });
  const run = (direction: "undo" | "redo", editId?: string, onDone?: (highlightIds: string[]) => void) => {
    for (const send of unsent) send();
    step.mutate({ direction, editId }, { onSuccess: ({ highlightIds }) => onDone?.(highlightIds) });
  };
  return {
    /** With an edit's id: only if it is the newest. `onDone` is told what was changed, of several at once by the last one. */
    undo: (editId?: string, onDone?: (highlightIds: string[]) => void) => run("undo", editId, onDone),
    redo: () => run("redo"),
    canUndo: data?.canUndo ?? false,
    canRedo: data?.canRedo ?? false,
    undoLabel: data?.undoLabel ?? null,
    redoLabel: data?.redoLabel ?? null,
    isPending: step.isPending,
  };
}

/** One message a video about edits: the newest takes the place of the one before, so "Undo" in it is always of the newest. */
const toastIdOf = (vodId: string) => `edits-${vodId}`;

/** Says that an edit was made, and offers to undo it. */
export function useEditToast(vodId: string) {
  const { undo } = useUndoRedo(vodId);
  return (text: string, editId: string | null | undefined) =>
    toast.success(text, {
      id: toastIdOf(vodId),
      action: editId ? { label: "Undo", onClick: () => undo(editId) } : undefined,
    });
}

const reviewStates = { approve: "approved", reject: "rejected", restore: "suggested" } as const;
const reviewWords: Record<ReviewDecision, (what: string) => string> = {
  approve: (what) => `Approved ${what}.`,
  reject: (what) => `Rejected ${what}.`,
  restore: (what) => `Took back the decision on ${what}.`,
};

type Reviewed = { changedIds: string[]; editId: string | null };

/** Approves or rejects highlights of a video, or takes that back; shown at once, taken back with a message if it fails. */
export function useReviewHighlights(vodId: string) {
  const client = useQueryClient();
  const editing = useEditing(vodId);
  const say = useEditToast(vodId);
  const key = highlightKeys.ofVod(vodId);
  const setStates = (states: ReadonlyMap<string, Highlight["reviewState"]>) =>
    client.setQueryData<Highlight[]>(key, (list) =>
      list?.map((one) => ({ ...one, reviewState: states.get(one.id) ?? one.reviewState })),
    );
  return useMutation({
    ...editing,
    mutationFn: (input: { highlightIds: string[]; decision: ReviewDecision }) =>
      postJson<Reviewed>(`/vods/${vodId}/reviews`, input),
    onMutate: async ({ highlightIds, decision }) => {
      await client.cancelQueries({ queryKey: key });
      const wanted = new Set(highlightIds);
      const touched = (client.getQueryData<Highlight[]>(key) ?? []).filter((one) => wanted.has(one.id));
      setStates(new Map(touched.map((one) => [one.id, reviewStates[decision]])));
      return new Map(touched.map((one) => [one.id, one.reviewState]));
    },
    onSuccess: ({ changedIds, editId }, { decision }) => {
      if (changedIds.length === 0) return;
      say(reviewWords[decision](changedIds.length === 1 ? "1 highlight" : `${changedIds.length} highlights`), editId);
    },
    onError: (error, _input, before) => {
      if (before) setStates(before);
      toast.error(`That wasn't saved. ${error.message}`, { id: toastIdOf(vodId), action: undefined });
    },
  });
}
