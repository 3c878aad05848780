"use client";
import { postAuth } from "#app/_queries/auth.ts";
import { postJson } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { NewPasswordField } from "../password-field.tsx";
import { useSubmit } from "../use-submit.ts";

/** For an address without a user: makes one, joins, and signs them in. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const form = useSubmit(async ({ name, password }) => {
    await postJson("/invitation/join", { token, name, password });
    const answer = await postAuth("/sign-in/email", { email, password });
    location.assign(answer.ok ? "/streams" : "/sign-in?note=joined");
    return null;
  });
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField id="email" name="email" label="E-mail" type="email" autoComplete="username" value={email} readOnly />
      <TextField
        id="name"
        name="name"
        label="Your name"
        autoComplete="name"
        maxLength={80}
        required
        autoFocus
        error={form.fields.name}
      />
      <NewPasswordField label="Password" error={form.fields.password} />
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Joining …" : "Join"}
      </Button>
    </form>
  );
}
