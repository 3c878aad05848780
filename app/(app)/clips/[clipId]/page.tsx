import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { mayCall } from "#app/_server/list-refused.ts";
import { idParams } from "#app/_server/schemas.ts";
import { requireAccess } from "#app/_server/session.ts";
import { ClipPage } from "./clip-page.client.tsx";

export const metadata: Metadata = { title: "Clip" };

export default async function OneClipPage({ params }: { params: Promise<{ clipId: string }> }) {
  const { clipId } = await params;
  if (!idParams.safeParse({ id: clipId }).success) notFound();
  const { access } = await requireAccess();
  return <ClipPage clipVodId={clipId} canEdit={mayCall(access.role, "POST /api/v1/vods/[id]/cuts")} />;
}
