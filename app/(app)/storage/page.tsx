import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StorageView } from "./storage-view.client.tsx";

export const metadata: Metadata = { title: "Storage" };

export default async function StoragePage() {
  await requireAccess();
  return (
    <>
      <PageHeader title="Storage" />
      <StorageView />
    </>
  );
}
