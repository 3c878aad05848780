import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeTarget } from "#app/_server/safe-target.ts";
import { findViewer } from "#app/_server/session.ts";
import { getWeb } from "#app/_server/web.ts";
import { Notice } from "#app/_ui/notice.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { isSetUpOpen } from "#lib/accounts/sign-in/set-up.ts";
import { AuthHeader, AuthNote } from "../auth-header.tsx";
import { TwitchButton } from "../twitch-button.client.tsx";
import { SignInForm } from "./sign-in-form.client.tsx";

export const metadata: Metadata = { title: "Sign in" };

const notes: Record<string, string> = {
  confirmed: "Your address is confirmed. Sign in.",
  password: "Your new password counts from now on, and you were signed out everywhere. Sign in with it.",
  joined: "You are a member now. Sign in with the password you chose.",
};
/** What comes back from Twitch, or from a link, when it didn't work. */
const failures: Record<string, string> = {
  account_not_linked:
    "There is a user with this address here, and either side hasn't confirmed it. Sign in with your password.",
  signup_disabled: "Twitch knows you, but nobody here does. Ask the owner of an account for an invitation.",
  email_not_found: "Twitch gave no e-mail address. Confirm one at Twitch, then try again.",
  email_not_verified: "Twitch says that your address isn't confirmed. Confirm it there, then try again.",
  access_denied: "You declined at Twitch. Nothing was changed.",
  sign_in_first: "Sign in here first, then open the link in the e-mail again.",
  token_expired: "This link is too old. Sign in, and we send another.",
  invalid_token: "This link was used or is too old. Sign in, and we send another.",
};

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const { next, note, error } = await searchParams;
  const target = safeTarget(next);
  const { ctx } = getWeb();
  if (await findViewer()) redirect(target);
  if (await isSetUpOpen(ctx)) redirect("/setup");
  const failure = typeof error === "string" ? error.toLowerCase() : null;
  const shown = failure ? (failures[failure] ?? "That didn't work. Try again, or sign in with your password.") : null;
  const said = typeof note === "string" ? notes[note] : undefined;
  return (
    <>
      <AuthHeader title="Sign in">Your streams, their best moments, and the clips of them.</AuthHeader>
      {shown || said ? (
        <div className="mb-4">{shown ? <Notice tone="bad">{shown}</Notice> : <Notice tone="good">{said}</Notice>}</div>
      ) : null}
      <SignInForm target={target} />
      {ctx.config.twitch ? <TwitchButton target={target} /> : null}
      {ctx.config.allowSignUp ? (
        <AuthNote>
          New here? <PageLink href="/sign-up">Make a user</PageLink>
        </AuthNote>
      ) : null}
    </>
  );
}
