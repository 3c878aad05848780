import type { Metadata } from "next";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { LogView } from "./log-view.client.tsx";

export const metadata: Metadata = { title: "Log" };

export default async function LogPage() {
  await requireOperator();
  return (
    <>
      <PageHeader title="Log" facts="What operators did, newest first." />
      <LogView />
    </>
  );
}
