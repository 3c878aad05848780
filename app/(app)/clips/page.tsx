import type { Metadata } from "next";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { ClipLibrary } from "./clip-library.client.tsx";

export const metadata: Metadata = { title: "Clips" };

export default async function ClipsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { vod } = await searchParams;
  return (
    <>
      <PageHeader title="Clips" />
      <ClipLibrary vodId={typeof vod === "string" ? vod : undefined} />
    </>
  );
}
