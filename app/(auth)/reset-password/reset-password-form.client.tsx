"use client";
import { useRouter } from "next/navigation";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { NewPasswordField } from "../password-field.tsx";
import { useLinkSecret } from "../use-link-secret.ts";
import { useSubmit } from "../use-submit.ts";

/** Sets the password of whom the link is for. */
export function ResetPasswordForm() {
  const router = useRouter();
  const token = useLinkSecret();
  const form = useSubmit(async ({ password }) => {
    const answer = await postAuth("/reset-password", { newPassword: password, token: token ?? "" });
    if (!answer.ok) return answer.message;
    router.replace("/sign-in?note=password");
    return null;
  });
  if (token === "") {
    return <Notice tone="bad">The link is not whole. Copy all of it from the e-mail, or ask for a new one.</Notice>;
  }
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <NewPasswordField label="New password" />
      <Button type="submit" look="primary" disabled={form.isBusy || token === null} className="w-full">
        {form.isBusy ? "Saving …" : "Save the password"}
      </Button>
    </form>
  );
}
