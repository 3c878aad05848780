import type { Metadata } from "next";
import { Suspense } from "react";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { JobsView } from "./jobs-view.client.tsx";

export const metadata: Metadata = { title: "Jobs" };

export default async function JobsPage() {
  const { access } = await requireAccess();
  return (
    <>
      <PageHeader title="Jobs" facts="What is being done for you, what waits, and what went wrong." />
      <Suspense>
        <JobsView mayChange={mayCall(access.role, "POST /api/v1/jobs/[id]/retry")} />
      </Suspense>
    </>
  );
}
