import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { LlmTotals } from "./llm-totals.client.tsx";

export const metadata: Metadata = { title: "Refinement of all accounts" };

export default async function AdminRefinementPage() {
  const { user } = await requireAccess();
  if (!user.isAdmin) notFound();
  return (
    <>
      <PageHeader title="Refinement of all accounts" facts="The switch, the day's budget, prices and totals." />
      <LlmTotals />
    </>
  );
}
