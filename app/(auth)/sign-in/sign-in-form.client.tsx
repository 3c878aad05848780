"use client";
import { useRouter } from "next/navigation";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { PageLink } from "#app/_ui/page-link.client.tsx";
import { useSubmit } from "../use-submit.ts";

/** Signs in, then goes on to `target`. */
export function SignInForm({ target }: { target: string }) {
  const router = useRouter();
  const form = useSubmit(async ({ email, password }) => {
    const answer = await postAuth("/sign-in/email", { email, password, callbackURL: "/sign-in?note=confirmed" });
    if (!answer.ok) return answer.message;
    router.replace(target);
    router.refresh();
    return null;
  });
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" required autoFocus />
      <div>
        <TextField
          id="password"
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
        />
        <PageLink
          href="/forgot-password"
          className="mt-1.5 inline-flex min-h-6 items-center rounded text-sm text-muted hover:text-ink hover:underline"
        >
          Forgot it?
        </PageLink>
      </div>
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Signing in …" : "Sign in"}
      </Button>
    </form>
  );
}
