"use client";
import { Monitor, Smartphone } from "lucide-react";
import { toast } from "sonner";
import { useRevokeSession, useSessions } from "#app/_queries/sessions.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Section } from "#app/_ui/card.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import { nameBrowser } from "./name-browser.ts";

/** Where the user is signed in, each with its way out. */
export function SessionList() {
  const list = useSessions();
  const { error, refetch, isRefetching } = list;
  const sessions = list.data?.pages.flatMap((page) => page.sessions);
  const revoke = useRevokeSession();
  const signOut = (sessionId: string | null, done: string) =>
    revoke.mutate(sessionId, {
      onSuccess: () => toast.success(done),
      onError: (failure) => toast.error(failure.message),
    });
  const others = sessions?.filter((session) => !session.isCurrent) ?? [];
  return (
    <Section
      title="Signed in"
      actions={
        others.length > 1 ? (
          <Button size="small" disabled={revoke.isPending} onClick={() => signOut(null, "Signed out everywhere else.")}>
            Sign out everywhere else
          </Button>
        ) : null
      }
    >
      {error && !sessions ? (
        <ErrorState
          title="Where you are signed in can't be shown"
          text={error.message}
          onRetry={refetch}
          isRetrying={isRefetching}
        />
      ) : !sessions ? (
        <SkeletonList count={2} className="h-16" />
      ) : (
        <>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {sessions.map((session) => {
              const name = nameBrowser(session.userAgent);
              const Icon = /iOS|Android/.test(name) ? Smartphone : Monitor;
              return (
                <li key={session.id} className="flex min-h-16 items-center gap-x-4 px-4 py-2.5">
                  <Icon aria-hidden className="size-5 shrink-0 text-muted" />
                  <div className="min-w-0 flex-1">
                    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                      {name} {session.isCurrent ? <Badge tone="good">this one</Badge> : null}
                    </p>
                    <p className="text-sm break-words text-muted">
                      {session.address ? `${session.address} · ` : ""}since <LocalDate iso={session.createdAt} />
                    </p>
                  </div>
                  {session.isCurrent ? null : (
                    <Button
                      size="small"
                      aria-label={`Sign out ${name}`}
                      disabled={revoke.isPending}
                      onClick={() => signOut(session.id, `${name} is signed out.`)}
                    >
                      Sign out
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
          {list.hasNextPage ? <EndOfList list={list} all="" /> : null}
        </>
      )}
    </Section>
  );
}
