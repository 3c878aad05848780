import { WandSparkles } from "lucide-react";
import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { EmptyState } from "#app/_ui/states.tsx";
import { RefinementSettings } from "./refinement-settings.client.tsx";

export const metadata: Metadata = { title: "Refinement" };

export default async function RefinementPage() {
  const { access } = await requireAccess();
  return (
    <>
      <PageHeader title="Refinement" facts="Improves the bounds of the best highlights and judges them." />
      {mayCall(access.role, "GET /api/v1/refinement") ? (
        <RefinementSettings />
      ) : (
        <EmptyState
          icon={<WandSparkles className="size-5" />}
          title="What refinement costs is the owner's"
          text={`Owners of ${access.accountName} see its budget and switch refinement on and off.`}
        />
      )}
    </>
  );
}
