"use client";
import { useState } from "react";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { useSubmit } from "../use-submit.ts";

/** Asks for a link by e-mail. Says the same whether or not the address has a user. */
export function ForgotPasswordForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useSubmit(async ({ email }) => {
    const answer = await postAuth("/request-password-reset", { email });
    if (!answer.ok) return answer.message;
    setSentTo(email ?? "");
    return null;
  });
  if (sentTo) {
    return (
      <Notice tone="good">
        If <strong>{sentTo}</strong> has a user here, an e-mail with a link is on its way. Look into the spam folder,
        too.
      </Notice>
    );
  }
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" required autoFocus />
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Sending …" : "Send the link"}
      </Button>
    </form>
  );
}
