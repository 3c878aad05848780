import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StreamList } from "./stream-list.client.tsx";

export const metadata: Metadata = { title: "Streams" };

export default async function StreamsPage() {
  const { access } = await requireAccess();
  return (
    <>
      <PageHeader title="Streams" />
      <StreamList canEdit={mayCall(access.role, "POST /api/v1/trash")} />
    </>
  );
}
