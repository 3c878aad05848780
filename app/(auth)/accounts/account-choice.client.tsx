"use client";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { chooseAccount } from "#app/_queries/accounts.ts";
import { postJson, signOut } from "#app/_queries/http.ts";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { TextField } from "#app/_ui/field.tsx";
import { Notice } from "#app/_ui/notice.tsx";
import type { OwnAccount } from "#lib/accounts/members/list-members.ts";
import { useSubmit } from "../use-submit.ts";

/** The accounts a user belongs to, and a form for another where they may open one. */
export function AccountChoice(props: { accounts: OwnAccount[]; mayOpen: boolean; isAdmin: boolean }) {
  const { accounts, mayOpen, isAdmin } = props;
  const [failure, setFailure] = useState<string | null>(null);
  const choose = (slug: string) => chooseAccount(slug).catch((error: Error) => setFailure(error.message));
  const leave = async () => setFailure(await signOut());
  return (
    <div className="grid gap-6">
      {failure ? <Notice tone="bad">{failure}</Notice> : null}
      {accounts.length > 0 ? (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
          {accounts.map(({ slug, name, role }) => (
            <li key={slug}>
              <button
                type="button"
                onClick={() => choose(slug)}
                className="flex min-h-14 w-full items-center gap-3 px-4 py-2.5 text-left -outline-offset-2 hover:bg-raised"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{name}</span>
                  <span className="block text-sm text-muted">{role}</span>
                </span>
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {mayOpen ? (
        <OpenAccountForm isFirst={accounts.length === 0} />
      ) : accounts.length === 0 ? (
        <Notice tone="plain">Ask the owner of an account for an invitation to your address.</Notice>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {isAdmin ? (
          <ButtonLink size="small" href="/admin">
            Operate the installation
          </ButtonLink>
        ) : null}
        <Button size="small" onClick={leave}>
          Sign out
        </Button>
      </div>
    </div>
  );
}

function OpenAccountForm({ isFirst }: { isFirst: boolean }) {
  const form = useSubmit(async ({ name }) => {
    await postJson("/accounts", { name });
    location.assign("/streams");
    return null;
  });
  return (
    <form onSubmit={form.submit} className="grid gap-3">
      {form.message ? <Notice tone="bad">{form.message}</Notice> : null}
      <TextField
        id="name"
        name="name"
        label={isFirst ? "Name of your channel" : "Another account"}
        placeholder={isFirst ? undefined : "Its name"}
        maxLength={60}
        required
        error={form.fields.name}
      />
      <Button type="submit" look={isFirst ? "primary" : "plain"} disabled={form.isBusy}>
        {form.isBusy ? "Opening …" : "Open an account"}
      </Button>
    </form>
  );
}
