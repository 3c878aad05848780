import type { Metadata } from "next";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { OverviewView } from "./overview-view.client.tsx";

export const metadata: Metadata = { title: "Installation" };

export default async function AdminPage() {
  await requireOperator();
  return (
    <>
      <PageHeader title="Installation" facts="Every account, the queue, the processes, and what may run." />
      <OverviewView />
    </>
  );
}
