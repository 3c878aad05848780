import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { PasswordForm } from "./password-form.client.tsx";
import { SessionList } from "./session-list.client.tsx";

export const metadata: Metadata = { title: "Security" };

export default function SecurityPage() {
  return (
    <>
      <PageHeader title="Security" facts="Yours alone, in every account." />
      <div className="grid max-w-3xl grid-cols-1 [&>section:first-child]:mt-0">
        <SessionList />
        <PasswordForm />
      </div>
    </>
  );
}
