import type { Metadata } from "next";
import { findViewer } from "#app/_server/session.ts";
import { InvitationView } from "./invitation-view.client.tsx";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage() {
  return <InvitationView signedInAs={(await findViewer())?.email ?? null} />;
}
