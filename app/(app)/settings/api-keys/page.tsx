import type { Metadata } from "next";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ApiKeys } from "./api-keys.client.tsx";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage() {
  const { user, access } = await requireAccess();
  return (
    <>
      <PageHeader title="API keys" facts={`Yours, for programs that work in ${access.accountName} as you do.`} />
      <ApiKeys isAdmin={user.isAdmin} />
    </>
  );
}
