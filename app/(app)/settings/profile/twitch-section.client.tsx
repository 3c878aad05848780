"use client";
import { useState } from "react";
import { toast } from "sonner";
import { postAuth } from "#app/_queries/auth.ts";
import type { Wire } from "#app/_queries/http.ts";
import { useUnlinkTwitch } from "#app/_queries/profile.ts";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import type { Profile } from "#lib/accounts/profile/get-profile.ts";

/** Whether Twitch signs the user in: linked by a way over Twitch, unlinked at once. Nothing where it isn't set up. */
export function TwitchSection({ profile }: { profile: Wire<Profile> }) {
  const unlink = useUnlinkTwitch();
  const [isBusy, setBusy] = useState(false);
  if (!profile.offersTwitch && profile.twitchSince === null) return null;
  const link = async () => {
    setBusy(true);
    const answer = await postAuth("/link-social", {
      provider: "twitch",
      callbackURL: "/settings/profile?linked=1",
      errorCallbackURL: "/settings/profile",
    });
    if (answer.ok && typeof answer.body.url === "string") return location.assign(answer.body.url);
    toast.error(answer.ok ? "Twitch could not be reached. Try again." : answer.message);
    setBusy(false);
  };
  const isOnlyWay = !profile.hasPassword;
  return (
    <Section title="Twitch">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-line bg-surface px-4 py-3">
        <p className="min-w-0 flex-1 text-sm text-muted">
          {profile.twitchSince === null ? (
            "Link your Twitch user, and it signs you in here, too."
          ) : (
            <>
              Twitch signs you in, since <LocalDate iso={profile.twitchSince} />.
              {isOnlyWay
                ? " It is your only way in: to unlink it, choose a password first by Forgot it? when signed out."
                : ""}
            </>
          )}
        </p>
        {profile.twitchSince === null ? (
          <Button onClick={link} disabled={isBusy}>
            {isBusy ? "Opening Twitch …" : "Link Twitch"}
          </Button>
        ) : (
          <Button
            disabled={unlink.isPending || isOnlyWay}
            onClick={() =>
              unlink.mutate(undefined, {
                onSuccess: () => toast.success("Twitch no longer signs you in."),
                onError: (error) => toast.error(error.message),
              })
            }
          >
            Unlink
          </Button>
        )}
      </div>
    </Section>
  );
}
