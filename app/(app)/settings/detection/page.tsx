import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { DetectionSettingsForm } from "./detection-settings-form.client.tsx";

export const metadata: Metadata = { title: "Finding highlights" };

export default async function DetectionSettingsPage() {
  await requireAccess();
  return (
    <>
      <PageHeader title="Finding highlights" back={{ href: "/streams", label: "Streams" }} />
      <DetectionSettingsForm />
    </>
  );
}
