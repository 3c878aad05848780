import type { Metadata } from "next";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { LlmTotals } from "./llm-totals.client.tsx";

export const metadata: Metadata = { title: "Refinement of all accounts" };

export default async function AdminRefinementPage() {
  await requireOperator();
  return (
    <>
      <PageHeader title="Refinement of all accounts" facts="The switch, the day's budget, prices and totals." />
      <LlmTotals />
    </>
  );
}
