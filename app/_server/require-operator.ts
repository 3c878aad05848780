import { notFound, redirect } from "next/navigation";
import { findViewer } from "./session.ts";

/** For pages of who operates the installation, whether or not they belong to an account; for others nothing is there. */
export async function requireOperator(): Promise<void> {
  const user = await findViewer();
  if (!user) redirect("/sign-in");
  if (!user.isAdmin) notFound();
}
