import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ClipLibrary } from "./clip-library.client.tsx";

export const metadata: Metadata = { title: "Clips" };

export default async function ClipsPage() {
  const { access } = await requireAccess();
  return (
    <>
      <PageHeader title="Clips" />
      <ClipLibrary canEdit={mayCall(access.role, "POST /api/v1/vods/[id]/cuts")} />
    </>
  );
}
