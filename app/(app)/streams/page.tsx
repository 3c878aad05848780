import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StreamList } from "./stream-list.client.tsx";

export const metadata: Metadata = { title: "Streams" };

export default async function StreamsPage() {
  const { access } = await requireAccess();
  return (
    <>
      <PageHeader title="Streams" />
      <StreamList canEdit={access.role !== "viewer"} />
    </>
  );
}
