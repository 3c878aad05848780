import type { Metadata } from "next";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { PlansView } from "./plans-view.client.tsx";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage() {
  await requireOperator();
  return (
    <>
      <PageHeader title="Plans" />
      <PlansView />
    </>
  );
}
