"use client";
import { type FormEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { ProblemError } from "#app/_queries/http.ts";
import { useInvitations, useInvite, useRevokeInvitation } from "#app/_queries/members.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { Field, inputClasses, TextField } from "#app/_ui/field.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { OneTimeText } from "#app/_ui/one-time-text.client.tsx";
import type { Role } from "#lib/accounts/authorise.ts";
import { roles, roleWords } from "./role-words.ts";

/** Invites an address, and lists the invitations nobody took up. */
export function Invitations() {
  const invite = useInvite();
  const form = useRef<HTMLFormElement>(null);
  const [handOn, setHandOn] = useState<{ email: string; link: string } | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const email = String(values.get("email"));
    invite.mutate(
      { email, role: String(values.get("role")) as Role },
      {
        onSuccess: ({ link }) => {
          form.current?.reset();
          if (link) setHandOn({ email, link });
          else toast.success(`An invitation is on its way to ${email}.`);
        },
      },
    );
  };
  const problem = invite.error instanceof ProblemError ? invite.error.problem.fields?.email : undefined;
  return (
    <Section title="Invite">
      <form ref={form} onSubmit={submit} className="grid items-start gap-3 sm:grid-cols-[1fr_10rem_auto]">
        <TextField
          id="invite-email"
          name="email"
          type="email"
          label="E-mail"
          autoComplete="off"
          required
          error={problem ?? invite.error?.message}
        />
        <Field id="invite-role" label="As">
          <select id="invite-role" name="role" defaultValue="editor" className={inputClasses}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {roleWords[role].label}
              </option>
            ))}
          </select>
        </Field>
        <Button type="submit" look="primary" disabled={invite.isPending} className="sm:mt-6.5">
          {invite.isPending ? "Inviting …" : "Invite"}
        </Button>
      </form>
      <OpenInvitations />
      {handOn ? (
        <Dialog
          open
          onOpenChange={() => setHandOn(null)}
          title={`Invitation for ${handOn.email}`}
          text="This installation sends no e-mail. Hand the link on yourself; it counts once, for that address, for 7 days."
        >
          <OneTimeText label="Invitation link" text={handOn.link} />
        </Dialog>
      ) : null}
    </Section>
  );
}

function OpenInvitations() {
  const list = useInvitations(true);
  const { error } = list;
  const open = list.data?.pages.flatMap((page) => page.invitations) ?? [];
  const revoke = useRevokeInvitation();
  if (error && !list.data) return <p className="mt-4 text-sm text-bad">{error.message}</p>;
  if (open.length === 0) return null;
  return (
    <>
      <ul aria-label="Open invitations" className="mt-5 divide-y divide-line rounded-xl border border-line bg-surface">
        {open.map(({ id, email, role, expiresAt }) => {
          const isOver = new Date(expiresAt) <= new Date();
          return (
            <li key={id} className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
              <div className="min-w-44 flex-1">
                <p className="font-medium break-all">{email}</p>
                <p className="text-sm text-muted">
                  {roleWords[role].label} · {isOver ? "ended" : "until"} <LocalDate iso={expiresAt} />
                </p>
              </div>
              {isOver ? <Badge tone="warn">too old</Badge> : <Badge tone="accent">invited</Badge>}
              <Button
                size="small"
                look="quiet"
                aria-label={`Take back the invitation of ${email}`}
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(id, { onError: (failure) => toast.error(failure.message) })}
              >
                Take back
              </Button>
            </li>
          );
        })}
      </ul>
      {list.hasNextPage ? <EndOfList list={list} all="" /> : null}
    </>
  );
}
