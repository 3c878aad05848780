import type { Metadata } from "next";
import { findHighlightStart } from "#app/_server/find-highlight-start.ts";
import { openVodPage } from "#app/_server/open-vod-page.ts";
import { HighlightPage } from "./highlight-page.client.tsx";

export const metadata: Metadata = { title: "Highlight" };

type Props = { params: Promise<{ vodId: string; highlightId: string }> };

export default async function OneHighlightPage({ params }: Props) {
  const { vodId, highlightId } = await params;
  const startSeconds = await findHighlightStart(highlightId);
  const opened = await openVodPage({ vodId, atSeconds: startSeconds });
  return <HighlightPage vodId={vodId} highlightId={highlightId} opened={opened} startSeconds={startSeconds ?? 0} />;
}
