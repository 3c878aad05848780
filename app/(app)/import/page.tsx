import { Eye } from "lucide-react";
import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { EmptyState } from "#app/_ui/states.tsx";
import { ImportForm } from "./import-form.client.tsx";

export const metadata: Metadata = { title: "Import a stream" };

export default async function ImportPage() {
  const { access } = await requireAccess();
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title="Import a stream"
        back={{ href: "/streams", label: "Streams" }}
        facts="A recording and whatever you have of that evening. The more signals, the better the highlights."
      />
      {mayCall(access.role, "POST /api/v1/recordings") ? (
        <ImportForm />
      ) : (
        <EmptyState
          icon={<Eye className="size-5" />}
          title="You may look, not import"
          text={`Your role in ${access.accountName} is viewer. Ask an owner of the account to make you an editor.`}
        />
      )}
    </div>
  );
}
