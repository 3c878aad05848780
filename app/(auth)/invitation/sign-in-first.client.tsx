"use client";
import { postAuth } from "#app/_queries/auth.ts";
import { postJson } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { AuthNote } from "../auth-header.tsx";
import { useSubmit } from "../use-submit.ts";

/** For an address that has a user: their password, and they are in. */
export function SignInFirst({ token, email }: { token: string; email: string }) {
  const form = useSubmit(async ({ password }) => {
    const answer = await postAuth("/sign-in/email", { email, password });
    if (!answer.ok) return answer.message;
    await postJson("/invitation/accept", { token });
    location.assign("/streams");
    return null;
  });
  return (
    <>
      <form onSubmit={form.submit} className="grid gap-4">
        {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
        <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" value={email} readOnly />
        <TextField
          id="password"
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
        />
        <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
          {form.isBusy ? "Joining …" : "Sign in and join"}
        </Button>
      </form>
      <AuthNote>
        <PageLink href="/forgot-password">Forgot the password?</PageLink> The invitation stays open meanwhile.
      </AuthNote>
    </>
  );
}
