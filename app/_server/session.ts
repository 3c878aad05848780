import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { findSignedInUser, type SignedInUser } from "#lib/accounts/auth.ts";
import { type Access, authoriseUser } from "#lib/accounts/authorise.ts";
import { AppError } from "#lib/errors.ts";
import { chosenAccount } from "./account-cookie.ts";
import { getWeb } from "./web.ts";

/** Who looks at the page, or null. */
export const findViewer = cache(
  async (): Promise<SignedInUser | null> => findSignedInUser(getWeb().auth, await headers()),
);

/** The account the page shows; null for who belongs to none, or not to the one they chose any more. */
export const findAccess = cache(async (): Promise<Access | null> => {
  const user = await findViewer();
  if (!user) return null;
  const slug = chosenAccount(await headers());
  return authoriseUser(getWeb().ctx, { userId: user.id, slug, atLeast: "viewer" }).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  });
});

/**
 * The account the page shows; sends people who are not signed in to the sign-in page, and those who belong to no account,
 * or not to the one they chose any more, to the list of theirs.
 */
export const requireAccess = cache(async (): Promise<{ user: SignedInUser; access: Access }> => {
  const user = await findViewer();
  if (!user) redirect("/sign-in");
  const access = await findAccess();
  if (!access) redirect("/accounts");
  return { user, access };
});
