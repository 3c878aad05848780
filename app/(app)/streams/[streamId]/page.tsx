import type { Metadata } from "next";
import { StreamView } from "./stream-view.client.tsx";

export const metadata: Metadata = { title: "Stream" };

export default async function StreamPage({ params }: { params: Promise<{ streamId: string }> }) {
  return <StreamView streamId={(await params).streamId} />;
}
