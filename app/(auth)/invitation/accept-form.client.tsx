"use client";
import { postAuth } from "#app/_queries/auth.ts";
import { postJson } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { useSubmit } from "../use-submit.ts";

/** For who is signed in: one button, or the way to another user where the invitation is for another address. */
export function AcceptForm({ token, email, signedInAs }: { token: string; email: string; signedInAs: string }) {
  const form = useSubmit(async () => {
    await postJson("/invitation/accept", { token });
    location.assign("/streams");
    return null;
  });
  const signOut = async () => {
    await postAuth("/sign-out");
    location.reload();
  };
  if (email !== signedInAs.toLowerCase()) {
    return (
      <div className="grid gap-4">
        <Notice tone="plain">
          You are signed in as {signedInAs}, and the invitation is for {email}. Sign out, then open it as that user.
        </Notice>
        <Button onClick={signOut}>Sign out</Button>
      </div>
    );
  }
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Joining …" : "Join"}
      </Button>
    </form>
  );
}
