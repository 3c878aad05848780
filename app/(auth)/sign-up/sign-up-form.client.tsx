"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { NewPasswordField } from "../password-field.tsx";
import { useSubmit } from "../use-submit.ts";

/** Makes a user. Where e-mail is set up the address is to be confirmed before they sign in. */
export function SignUpForm({ sendsEmails }: { sendsEmails: boolean }) {
  const router = useRouter();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useSubmit(async ({ name, email, password }) => {
    const answer = await postAuth("/sign-up/email", { name, email, password, callbackURL: "/sign-in?note=confirmed" });
    if (!answer.ok) return answer.message;
    if (sendsEmails) setSentTo(email ?? "");
    else router.replace("/accounts");
    return null;
  });
  if (sentTo) {
    return (
      <Notice tone="good">
        We sent an e-mail to <strong>{sentTo}</strong>. Open its link within an hour, then sign in.
      </Notice>
    );
  }
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField id="name" name="name" label="Your name" autoComplete="name" maxLength={80} required autoFocus />
      <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" required />
      <NewPasswordField label="Password" />
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Making it …" : "Make a user"}
      </Button>
    </form>
  );
}
