import type { Metadata } from "next";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { AuthHeader, AuthNote } from "../auth-header.tsx";
import { ResetPasswordForm } from "./reset-password-form.client.tsx";

export const metadata: Metadata = { title: "New password" };

export default function ResetPasswordPage() {
  return (
    <>
      <AuthHeader title="Choose a new password">You are signed out everywhere and sign in with the new one.</AuthHeader>
      <ResetPasswordForm />
      <AuthNote>
        <PageLink href="/sign-in">Back to signing in</PageLink>
      </AuthNote>
    </>
  );
}
