import { toast } from "sonner";
import { type CutRequest, useCutHighlights } from "#app/_queries/highlights.ts";
import { countOf } from "#app/_ui/job-words.ts";

/** Asks for clips and says what became of it: how many are being cut, and why the others are not. */
export function useCutWithWords(vodId: string) {
  const mutation = useCutHighlights(vodId);
  const cut = (request: CutRequest, onDone?: () => void) =>
    mutation.mutate(request, {
      onSuccess: (outcomes) => {
        const cutCount = outcomes.filter((one) => one.ok).length;
        const reasons = new Set(outcomes.flatMap((one) => (one.ok ? [] : [one.message])));
        if (cutCount > 0) {
          toast.success(`${countOf(cutCount, "clips")} being cut`, {
            action: { label: "Show clips", onClick: () => location.assign(`/clips?vod=${vodId}`) },
          });
        }
        if (reasons.size > 0) {
          toast.warning(`${countOf(outcomes.length - cutCount, "highlights")} not cut`, {
            description: [...reasons].slice(0, 3).join(" "),
            duration: 10_000,
          });
        }
        if (outcomes.length === 0) toast("There was nothing to cut");
        onDone?.();
      },
      onError: (error) =>
        toast.error("The clips weren't cut", {
          description: error.message,
          action: { label: "Try again", onClick: () => cut(request, onDone) },
        }),
    });
  return { cut, isBusy: mutation.isPending };
}
