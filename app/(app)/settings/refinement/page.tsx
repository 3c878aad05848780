import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { RefinementSettings } from "./refinement-settings.client.tsx";

export const metadata: Metadata = { title: "Refinement" };

export default function RefinementPage() {
  return (
    <>
      <PageHeader title="Refinement" facts="Improves the bounds of the best highlights and judges them." />
      <RefinementSettings />
    </>
  );
}
