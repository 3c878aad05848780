import { notFound } from "next/navigation";
import { requireAccess } from "./session.ts";

/** For pages of who operates the installation; for everybody else there is nothing at their address. */
export async function requireOperator(): Promise<void> {
  const { user } = await requireAccess();
  if (!user.isAdmin) notFound();
}
