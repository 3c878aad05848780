import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { StreamView } from "./stream-view.client.tsx";

export const metadata: Metadata = { title: "Stream" };

export default async function StreamPage({ params }: { params: Promise<{ streamId: string }> }) {
  const { access } = await requireAccess();
  return (
    <StreamView
      streamId={(await params).streamId}
      canEdit={mayCall(access.role, "POST /api/v1/streams/[id]/detections")}
    />
  );
}
