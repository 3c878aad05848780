import { useMutation } from "@tanstack/react-query";
import { toast } from "sonner";
import { useEditing, useEditToast } from "#app/_queries/edits.ts";
import type { Highlight } from "#app/_queries/highlights.ts";
import { postJson } from "#app/_queries/http.ts";
import type { Draft } from "./trim-draft.ts";

/** Saves bounds set by hand, on the version of the highlight they were set on; a newer one refuses. */
export function useSaveTrim(vodId: string) {
  const editing = useEditing(vodId);
  const say = useEditToast(vodId);
  return useMutation({
    ...editing,
    mutationFn: ({ highlight, draft }: { highlight: Highlight; draft: Draft }) =>
      postJson<{ editId: string | null }>(`/highlights/${highlight.id}/trim`, {
        ...draft,
        editVersion: highlight.editVersion,
      }),
    onSuccess: ({ editId }) => say("Trim saved.", editId),
    onError: (error) => toast.error(`The trim wasn't saved. ${error.message}`),
  });
}
