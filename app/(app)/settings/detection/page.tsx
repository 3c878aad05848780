import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { DetectionSettingsForm } from "./detection-settings-form.client.tsx";

export const metadata: Metadata = { title: "Finding highlights" };

export default function DetectionSettingsPage() {
  return (
    <>
      <PageHeader title="Finding highlights" back={{ href: "/streams", label: "Streams" }} />
      <DetectionSettingsForm />
    </>
  );
}
