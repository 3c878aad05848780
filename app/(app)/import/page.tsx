import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ImportForm } from "./import-form.client.tsx";

export const metadata: Metadata = { title: "Import a stream" };

export default async function ImportPage() {
  await requireAccess();
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title="Import a stream"
        back={{ href: "/streams", label: "Streams" }}
        facts="A recording and whatever you have of that evening. The more signals, the better the highlights."
      />
      <ImportForm />
    </div>
  );
}
