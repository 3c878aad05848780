"use client";
import { useRouter } from "next/navigation";
import { postAuth } from "#app/_queries/auth.ts";
import { postJson } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import { NewPasswordField } from "../password-field.tsx";
import { useSubmit } from "../use-submit.ts";

/** Makes the installation's first user and signs them in. */
export function SetUpForm() {
  const router = useRouter();
  const form = useSubmit(async (values) => {
    await postJson("/setup", values);
    const answer = await postAuth("/sign-in/email", { email: values.email, password: values.password });
    router.replace(answer.ok ? "/streams" : "/sign-in");
    router.refresh();
    return null;
  });
  const { fields } = form;
  return (
    <form onSubmit={form.submit} className="grid gap-4">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField
        id="code"
        name="code"
        label="Code"
        autoComplete="one-time-code"
        required
        autoFocus
        hint={
          <>
            It is in the web's log, and printed by <code className="text-xs">npx vodmanager setup-code</code>.
          </>
        }
        error={fields.code}
      />
      <TextField id="name" name="name" label="Your name" autoComplete="name" required error={fields.name} />
      <TextField
        id="email"
        name="email"
        label="E-mail"
        type="email"
        autoComplete="username"
        required
        error={fields.email}
      />
      <NewPasswordField label="Password" error={fields.password} />
      <TextField
        id="accountName"
        name="accountName"
        label="Name of your channel"
        autoComplete="organization"
        required
        error={fields.accountName}
      />
      <Button type="submit" look="primary" disabled={form.isBusy} className="w-full">
        {form.isBusy ? "Setting up …" : "Set up"}
      </Button>
    </form>
  );
}
