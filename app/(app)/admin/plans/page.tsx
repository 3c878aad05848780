import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { PlansView } from "./plans-view.client.tsx";

export const metadata: Metadata = { title: "Plans" };

export default async function PlansPage() {
  const { user } = await requireAccess();
  if (!user.isAdmin) notFound();
  return (
    <>
      <PageHeader title="Plans" />
      <PlansView />
    </>
  );
}
