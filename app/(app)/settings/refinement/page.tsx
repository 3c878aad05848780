import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { RefinementSettings } from "./refinement-settings.client.tsx";

export const metadata: Metadata = { title: "Refinement" };

export default async function RefinementPage() {
  await requireAccess();
  return (
    <>
      <PageHeader title="Refinement" facts="Improves the bounds of the best highlights and judges them." />
      <RefinementSettings />
    </>
  );
}
