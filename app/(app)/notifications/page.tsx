import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { NotificationsView } from "./notifications-view.client.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default function NotificationsPage() {
  return (
    <>
      <PageHeader title="Notifications" />
      <NotificationsView />
    </>
  );
}
