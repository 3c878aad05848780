import type { Metadata } from "next";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { FailuresView } from "./failures-view.client.tsx";

export const metadata: Metadata = { title: "Failures" };

export default async function FailuresPage() {
  await requireOperator();
  return (
    <>
      <PageHeader
        title="Failures"
        facts="Failed tries of all accounts with their stacks, kept for 30 days. Secrets are taken out."
      />
      <FailuresView />
    </>
  );
}
