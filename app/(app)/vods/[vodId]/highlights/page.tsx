import type { Metadata } from "next";
import { openVodPage } from "#app/_server/open-vod-page.ts";
import { HighlightReview } from "./highlight-review.client.tsx";

export const metadata: Metadata = { title: "Highlights" };

type Props = {
  params: Promise<{ vodId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function HighlightsPage({ params, searchParams }: Props) {
  const { h } = await searchParams;
  const { vodId } = await params;
  const opened = await openVodPage({ vodId, atSeconds: h === undefined ? 0 : null });
  return <HighlightReview vodId={vodId} opened={opened} />;
}
