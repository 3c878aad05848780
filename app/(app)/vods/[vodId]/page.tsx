import type { Metadata } from "next";
import { openVodPage } from "#app/_server/open-vod-page.ts";
import { parseTimestamp } from "#lib/time.ts";
import { Replay } from "./replay/replay.client.tsx";

export const metadata: Metadata = { title: "Replay" };

type Props = {
  params: Promise<{ vodId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ReplayPage({ params, searchParams }: Props) {
  const { vodId } = await params;
  const { t } = await searchParams;
  const startSeconds = typeof t === "string" ? (parseTimestamp(t) ?? 0) : 0;
  const opened = await openVodPage({ vodId, atSeconds: startSeconds });
  return <Replay vodId={vodId} opened={opened} startSeconds={startSeconds} />;
}
