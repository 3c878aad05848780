"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";

/** Changes the password, and signs everybody else out who had the old one. */
export function PasswordForm() {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ field: "current" | "next"; message: string } | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    setBusy(true);
    const answer = await postAuth("/change-password", {
      currentPassword: String(values.get("current")),
      newPassword: String(values.get("next")),
      revokeOtherSessions: true,
    });
    setBusy(false);
    if (!answer.ok) {
      return setFailure({ field: answer.code.startsWith("PASSWORD_") ? "next" : "current", message: answer.message });
    }
    setFailure(null);
    form.reset();
    client.invalidateQueries({ queryKey: ["sessions"] });
    toast.success("Your new password counts from now on. Everywhere else you are signed out.");
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
