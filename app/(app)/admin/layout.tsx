import type { ReactNode } from "react";
import { requireOperator } from "#app/_server/require-operator.ts";
import { AdminNav } from "./admin-nav.client.tsx";

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requireOperator();
  return (
    <>
      <AdminNav />
      {children}
    </>
  );
}
