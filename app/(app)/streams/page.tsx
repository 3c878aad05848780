import { Upload } from "lucide-react";
import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { ButtonLink } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StreamList } from "./stream-list.client.tsx";

export const metadata: Metadata = { title: "Streams" };

export default async function StreamsPage() {
  const { access } = await requireAccess();
  const canEdit = access.role !== "viewer";
  return (
    <>
      <PageHeader
        title="Streams"
        actions={
          canEdit ? (
            <ButtonLink href="/import" className="sm:hidden">
              <Upload aria-hidden className="size-4" /> Import
            </ButtonLink>
          ) : null
        }
      />
      <StreamList canEdit={canEdit} />
    </>
  );
}
