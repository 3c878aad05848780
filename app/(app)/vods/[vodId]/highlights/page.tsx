import type { Metadata } from "next";
import { HighlightReview } from "./highlight-review.client.tsx";

export const metadata: Metadata = { title: "Highlights" };

type Props = {
  params: Promise<{ vodId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function HighlightsPage({ params, searchParams }: Props) {
  const { play } = await searchParams;
  return <HighlightReview vodId={(await params).vodId} playId={typeof play === "string" ? play : null} />;
}
