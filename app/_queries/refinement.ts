import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { LlmTotals, NamedPrice, RefinementLedger, RefinementView } from "#lib/refine/model.ts";
import type { RefinementSettings } from "#lib/refine/schema.ts";
import { highlightKeys } from "./highlights.ts";
import { getJson, postJson, type Wire } from "./http.ts";

export type Refinement = Wire<RefinementView>;
export type Ledger = Wire<RefinementLedger>;
export type Totals = Wire<LlmTotals>;

const keys = {
  ofHighlight: (highlightId: string) => ["refinements", highlightId] as const,
  ledger: ["refinement-ledger"] as const,
  totals: ["llm-totals"] as const,
};

/** The history of a highlight's refinement. */
export function useRefinements(highlightId: string, options: { enabled: boolean }) {
  return useQuery({
    queryKey: keys.ofHighlight(highlightId),
    queryFn: async ({ signal }) =>
      (await getJson<{ refinements: RefinementView[] }>(`/highlights/${highlightId}/refinements`, signal)).refinements,
    enabled: options.enabled,
  });
}

/** Asks for another try at a highlight whose refinement failed or was left out. */
export function useRefineAgain(highlight: { id: string; vodId: string }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => postJson<{ ok: true }>(`/highlights/${highlight.id}/refinements`),
    onSettled: () =>
      Promise.all(
        [highlightKeys.ofVod(highlight.vodId), keys.ofHighlight(highlight.id)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

/** The account's budget and what was spent of it. */
export function useLedger(options: { enabled?: boolean } = {}) {
  return useQuery({
    queryKey: keys.ledger,
    enabled: options.enabled ?? true,
    queryFn: ({ signal }) => getJson<RefinementLedger>("/refinement", signal),
  });
}

export function useChangeRefinement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<RefinementSettings>) => postJson<RefinementSettings>("/refinement", change),
    onSettled: () => client.invalidateQueries({ queryKey: keys.ledger }),
  });
}

/** What all accounts spent, for administrators. */
export function useLlmTotals() {
  return useQuery({
    queryKey: keys.totals,
    queryFn: ({ signal }) => getJson<LlmTotals>("/admin/refinement", signal),
  });
}

function useAdminChange<Input>(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => postJson<unknown>(`/admin/refinement${path}`, input),
    onSettled: () => client.invalidateQueries({ queryKey: keys.totals }),
  });
}

export const useChangeLlm = () => useAdminChange<{ isEnabled?: boolean; dailyUsd?: number }>("");
export const useSetPrice = () => useAdminChange<NamedPrice>("/prices");
export const useRemovePrice = () => useAdminChange<Pick<NamedPrice, "backend" | "model">>("/prices/remove");
