"use client";
import type { FormEvent } from "react";
import { toast } from "sonner";
import type { Wire } from "#app/_queries/http.ts";
import { useRename } from "#app/_queries/profile.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { TextField } from "#app/_ui/field.tsx";
import type { Profile } from "#lib/accounts/profile/get-profile.ts";

/** Changes the name that members and the log see. */
export function NameForm({ profile }: { profile: Wire<Profile> }) {
  const rename = useRename();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    rename.mutate(name, { onSuccess: () => toast.success(`You are ${name} from now on.`) });
  };
  return (
    <Section title="Name">
      <form onSubmit={submit} className="flex max-w-sm items-start gap-2">
        <div className="min-w-0 flex-1">
          <TextField
            id="name"
            name="name"
            label="Your name"
            autoComplete="name"
            defaultValue={profile.name}
            maxLength={80}
            required
            hint="Members of your accounts see it."
            error={rename.error?.message ?? null}
          />
        </div>
        <Button type="submit" className="mt-[1.625rem]" disabled={rename.isPending}>
          Save
        </Button>
      </form>
    </Section>
  );
}
