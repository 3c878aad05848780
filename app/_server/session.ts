import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findSignedInUser, type SignedInUser } from "#lib/accounts/auth.ts";
import { type Access, authoriseUser } from "#lib/accounts/authorise.ts";
import { getWeb } from "./web.ts";

/** Who looks at the page, or null. */
export const findViewer = cache(
  async (): Promise<SignedInUser | null> => findSignedInUser(getWeb().auth, await headers()),
);

/** The account the page shows; sends people who are not signed in to the sign-in page. */
export const requireAccess = cache(async (): Promise<{ user: SignedInUser; access: Access }> => {
  const user = await findViewer();
  if (!user) redirect("/sign-in");
  return { user, access: await authoriseUser(getWeb().ctx, { userId: user.id, atLeast: "viewer" }) };
});
