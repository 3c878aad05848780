import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { NotificationsView } from "./notifications-view.client.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage() {
  await requireAccess();
  return (
    <>
      <PageHeader title="Notifications" />
      <NotificationsView />
    </>
  );
}
