import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StorageView } from "./storage-view.client.tsx";

export const metadata: Metadata = { title: "Storage" };

export default function StoragePage() {
  return (
    <>
      <PageHeader title="Storage" />
      <StorageView />
    </>
  );
}
