import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { KeySettings } from "./key-settings.client.tsx";

export const metadata: Metadata = { title: "Keys" };

export default async function KeySettingsPage() {
  await requireAccess();
  return (
    <>
      <PageHeader title="Keys" facts="Yours alone, in every account and on every computer you sign in on." />
      <KeySettings />
    </>
  );
}
