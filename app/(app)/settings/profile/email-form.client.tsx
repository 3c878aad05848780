"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Wire } from "#app/_queries/http.ts";
import { useChangeEmail } from "#app/_queries/profile.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import type { Profile } from "#lib/accounts/profile/get-profile.ts";

/** Moves the user to another address: with the password, and with a link in an e-mail where those are sent. */
export function EmailForm({ profile }: { profile: Wire<Profile> }) {
  const change = useChangeEmail();
  const [isOpen, setOpen] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const email = String(values.get("email"));
    change.mutate(
      { email, password: String(values.get("password") ?? "") },
      {
        onSuccess: ({ isSent }) => {
          setOpen(false);
          setSentTo(isSent ? email : null);
          if (!isSent) toast.success("Your new address counts from now on.");
        },
      },
    );
  };
  return (
    <Section
      title="E-mail"
      note={<span className="break-all">{profile.email}</span>}
      actions={
        isOpen ? null : (
          <Button size="small" onClick={() => setOpen(true)}>
            Change
          </Button>
        )
      }
    >
      {sentTo === null ? null : (
        <Notice tone="plain">
          Open the link in the e-mail to {sentTo} in this browser within an hour. Until then {profile.email} counts.
        </Notice>
      )}
      {isOpen ? (
        <form onSubmit={submit} className="grid max-w-sm gap-4">
          {change.error ? <Notice tone="bad">{change.error.message}</Notice> : null}
          <TextField
            id="new-email"
            name="email"
            label="New address"
            type="email"
            autoComplete="email"
            maxLength={254}
            required
            autoFocus
            hint={profile.confirmsAddresses ? "It counts when you open the link we send to it." : undefined}
          />
          {profile.hasPassword ? (
            <TextField
              id="email-password"
              name="password"
              label="Your password"
              type="password"
              autoComplete="current-password"
              maxLength={128}
              required
            />
          ) : null}
          <div className="flex gap-2">
            <Button type="submit" look="primary" disabled={change.isPending}>
              {change.isPending ? "Saving …" : "Change the address"}
            </Button>
            <Button look="quiet" onClick={() => setOpen(false)}>
              Cancel
            </Button>
          </div>
        </form>
      ) : null}
    </Section>
  );
}
