import type { Metadata } from "next";
import { Suspense } from "react";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { AlertsView } from "./alerts-view.client.tsx";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage() {
  await requireOperator();
  return (
    <>
      <PageHeader title="Alerts" facts="Trouble of the installation: one alert a cause and hour." />
      <Suspense>
        <AlertsView />
      </Suspense>
    </>
  );
}
