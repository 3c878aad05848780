import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { mayCall } from "#app/_server/list-refused.ts";
import { openVodPage } from "#app/_server/open-vod-page.ts";
import { idParams } from "#app/_server/schemas.ts";
import { requireAccess } from "#app/_server/session.ts";
import { getWeb } from "#app/_server/web.ts";
import { AppError } from "#lib/errors.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import { CaptionPage } from "./caption-page.client.tsx";

export const metadata: Metadata = { title: "Captions" };

export default async function CaptionsPage({ params }: { params: Promise<{ highlightId: string }> }) {
  const { highlightId } = await params;
  if (!idParams.safeParse({ id: highlightId }).success) notFound();
  const { access } = await requireAccess();
  const highlight = await getHighlight(getWeb().ctx, { accountId: access.accountId, highlightId }).catch(orNull);
  if (!highlight) notFound();
  const opened = await openVodPage({ vodId: highlight.vodId, atSeconds: highlight.startSeconds });
  return (
    <CaptionPage
      highlight={highlight}
      opened={opened}
      canEdit={mayCall(access.role, "POST /api/v1/highlights/[id]/captions")}
    />
  );
}

function orNull(error: unknown): null {
  if (error instanceof AppError && error.code === "not_found") return null;
  throw error;
}
