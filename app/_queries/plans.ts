import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AccountOnPlan, PlanView } from "#lib/accounts/plans.ts";
import type { PlanInput } from "#lib/accounts/schema.ts";
import { getJson, postJson } from "./http.ts";

const plansKey = ["admin", "plans"] as const;

/** All plans and the accounts on them; for admins. */
export function usePlans() {
  return useQuery({
    queryKey: plansKey,
    queryFn: ({ signal }) => getJson<{ plans: PlanView[]; accounts: AccountOnPlan[] }>("/admin/plans", signal),
  });
}

/** Makes or changes a plan. */
export function useSavePlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (plan: PlanInput) => postJson("/admin/plans", plan),
    onSettled: () => client.invalidateQueries({ queryKey: plansKey }),
  });
}

/** Moves an account to another plan. */
export function useSetAccountPlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ accountId, planId }: { accountId: string; planId: string }) =>
      postJson(`/admin/accounts/${accountId}/plan`, { planId }),
    onSettled: () => client.invalidateQueries({ queryKey: plansKey }),
  });
}
