import type { Metadata } from "next";
import { openVodPage } from "#app/_server/open-vod-page.ts";
import { ReviewMode } from "./review-mode.client.tsx";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewPage({ params }: { params: Promise<{ vodId: string }> }) {
  const { vodId } = await params;
  return <ReviewMode vodId={vodId} opened={await openVodPage({ vodId, atSeconds: null })} />;
}
