"use client";
import { type FormEvent, useState } from "react";
import { leaveBy } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";

/** Changes the password, and signs everybody else out who had the old one. */
export function PasswordForm() {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ field: "current" | "next"; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    setBusy(true);
    // Every session ends with the old password, this page's too; the new one begins with the next page.
    const refusal = await leaveBy(
      "/change-password",
      {
        currentPassword: String(values.get("current")),
        newPassword: String(values.get("next")),
        revokeOtherSessions: true,
      },
      "/settings/profile?changed=1",
    );
    if (!refusal) return;
    setBusy(false);
    setFailure({ field: refusal.code.startsWith("PASSWORD_") ? "next" : "current", message: refusal.message });
  };
  const errorOf = (field: "current" | "next") => (failure?.field === field ? failure.message : null);
  return (
    <Section title="Password">
      <form onSubmit={submit} className="grid max-w-sm gap-4">
        <TextField
          id="current"
          name="current"
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          error={errorOf("current")}
        />
        <TextField
          id="next"
          name="next"
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={128}
          required
          hint="8 characters or more. You are signed out everywhere else."
          error={errorOf("next")}
        />
        <Button type="submit" look="primary" disabled={isBusy} className="justify-self-start">
          {isBusy ? "Saving …" : "Change the password"}
        </Button>
      </form>
    </Section>
  );
}
