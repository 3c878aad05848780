import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findViewer } from "#app/_server/session.ts";
import { getWeb } from "#app/_server/web.ts";
import { Notice } from "#app/_ui/notice.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { AuthHeader, AuthNote } from "../auth-header.tsx";
import { SignUpForm } from "./sign-up-form.client.tsx";

export const metadata: Metadata = { title: "Make a user" };

export default async function SignUpPage() {
  if (await findViewer()) redirect("/streams");
  const { config } = getWeb().ctx;
  return (
    <>
      <AuthHeader title="Make a user">For yourself; a channel of your own, or joining others', comes after.</AuthHeader>
      {config.allowSignUp ? (
        <SignUpForm sendsEmails={config.mail !== undefined} />
      ) : (
        <Notice tone="plain">
          Only invited people become users here. Ask the owner of an account for an invitation to your address.
        </Notice>
      )}
      <AuthNote>
        You have one already? <PageLink href="/sign-in">Sign in</PageLink>
      </AuthNote>
    </>
  );
}
