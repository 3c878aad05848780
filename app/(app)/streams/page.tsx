import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { StreamList } from "./stream-list.client.tsx";

export const metadata: Metadata = { title: "Streams" };

export default function StreamsPage() {
  return (
    <>
      <PageHeader title="Streams" />
      <StreamList />
    </>
  );
}
