import type { Metadata } from "next";
import { Suspense } from "react";
import { requireOperator } from "#app/_server/require-operator.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { AnyStreams } from "./any-streams.client.tsx";

export const metadata: Metadata = { title: "Streams of all accounts" };

export default async function AdminStreamsPage() {
  await requireOperator();
  return (
    <>
      <PageHeader
        title="Streams of all accounts"
        facts="Look for a stream's highlights again. What its people cut, approved or trimmed stays as it is."
      />
      <Suspense>
        <AnyStreams />
      </Suspense>
    </>
  );
}
