"use client";
import { type FormEvent, useState } from "react";
import { useCreateApiKey } from "#app/_queries/api-keys.ts";
import { ProblemError } from "#app/_queries/http.ts";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.client.tsx";
import { Field, inputClasses, TextField } from "#app/_ui/field.tsx";
import { OneTimeText } from "#app/_ui/one-time-text.client.tsx";
import { type ApiScope, apiScopes } from "#lib/accounts/schema.ts";
import { scopeWords } from "./scope-words.ts";

const ends = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "A year" },
  { days: null, label: "Until I revoke it" },
];

/** Makes a key, then shows it the one time it can be shown. */
export function KeyDialog({ isAdmin, onClose }: { isAdmin: boolean; onClose: () => void }) {
  const create = useCreateApiKey();
  const [scopes, setScopes] = useState<ApiScope[]>(["read"]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const days = String(values.get("expiresInDays"));
    const name = String(values.get("name"));
    create.mutate({ name, scopes, expiresInDays: days === "" ? null : Number(days) });
  };
  const offered = apiScopes.filter((scope) => scope !== "admin" || isAdmin);
  const problem = create.error instanceof ProblemError ? create.error.problem : null;
  const fields = problem?.fields ?? {};
  if (create.data) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title="Your key"
        text="Copy it now: it is shown this once, and nobody can look it up."
      >
        <OneTimeText label="API key" text={create.data.key} />
        <Button look="primary" className="mt-4 w-full" onClick={onClose}>
          I have copied it
        </Button>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} title="Make a key">
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          id="name"
          name="name"
          label="What it is for"
          placeholder="Upload script"
          maxLength={80}
          required
          error={fields.name}
        />
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">It may</legend>
          <div className="grid gap-1">
            {offered.map((scope) => (
              <label
                key={scope}
                className="flex min-h-11 cursor-pointer items-start gap-3 rounded-lg px-2 py-1.5 hover:bg-raised"
              >
                <input
                  type="checkbox"
                  className="mt-0.5 size-5 shrink-0 accent-accent"
                  checked={scopes.includes(scope)}
                  onChange={(event) =>
                    setScopes(event.target.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
                  }
                />
                <span>
                  <span className="block font-medium">{scopeWords[scope].label}</span>
                  <span className="block text-sm text-muted">{scopeWords[scope].hint}</span>
                </span>
              </label>
            ))}
          </div>
          {fields.scopes ? (
            <p role="alert" className="mt-1.5 text-sm text-bad">
              {fields.scopes}
            </p>
          ) : null}
        </fieldset>
        <Field id="expiresInDays" label="It ends after">
          <select id="expiresInDays" name="expiresInDays" defaultValue="90" className={inputClasses}>
            {ends.map(({ days, label }) => (
              <option key={label} value={days ?? ""}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        {create.error && Object.keys(fields).length === 0 ? (
          <p role="alert" className="text-sm text-bad">
            {create.error.message}
          </p>
        ) : null}
        <Button type="submit" look="primary" disabled={create.isPending}>
          {create.isPending ? "Making it …" : "Make the key"}
        </Button>
      </form>
    </Dialog>
  );
}
