"use client";
import { useState } from "react";
import { postAuth } from "#app/_queries/auth.ts";
import { Button } from "#app/_ui/button.tsx";
import { Notice } from "#app/_ui/notice.tsx";

/** Leads to Twitch and, signed in there, back to `target`. */
export function TwitchButton({ target }: { target: string }) {
  const [isBusy, setBusy] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    const answer = await postAuth("/sign-in/social", {
      provider: "twitch",
      callbackURL: target,
      errorCallbackURL: "/sign-in",
    });
    if (answer.ok && typeof answer.body.url === "string") return location.assign(answer.body.url);
    setMessage(answer.ok ? "Twitch could not be reached. Try again." : answer.message);
    setBusy(false);
  };
  return (
    <div className="mt-5 grid gap-5">
      <div className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </div>
      {message ? <Notice tone="bad">{message}</Notice> : null}
      <Button onClick={start} disabled={isBusy} className="w-full">
        <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5 fill-current">
          <path d="M4.3 2 2.9 5.6v13.5h4.6V22h2.6l2.5-2.9h3.7l5-5.2V2H4.3Zm15.2 11-2.9 3h-4.6l-2.5 2.5V16H5.6V3.8h13.9V13Zm-2.9-5.9v5.1h-1.8V7.1h1.8Zm-4.9 0v5.1H9.9V7.1h1.8Z" />
        </svg>
        {isBusy ? "Opening Twitch …" : "Continue with Twitch"}
      </Button>
    </div>
  );
}
