import type { Metadata } from "next";
import { getWeb } from "#app/_server/web.ts";
import { Notice } from "#app/_ui/notice.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { AuthHeader, AuthNote } from "../auth-header.tsx";
import { ForgotPasswordForm } from "./forgot-password-form.client.tsx";

export const metadata: Metadata = { title: "Forgot the password" };

export default function ForgotPasswordPage() {
  const sendsEmails = getWeb().ctx.config.mail !== undefined;
  return (
    <>
      <AuthHeader title="Forgot the password">Choose a new one by a link that counts for an hour.</AuthHeader>
      {sendsEmails ? (
        <ForgotPasswordForm />
      ) : (
        <Notice tone="plain">
          This installation sends no e-mail. Ask who operates it for a link; they get one on its machine by
          <code className="mt-2 block overflow-x-auto rounded-lg bg-raised px-2.5 py-2 text-xs">
            npx vodmanager reset-password you@example.com
          </code>
        </Notice>
      )}
      <AuthNote>
        <PageLink href="/sign-in">Back to signing in</PageLink>
      </AuthNote>
    </>
  );
}
