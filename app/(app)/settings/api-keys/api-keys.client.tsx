"use client";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useApiKeys, useRevokeApiKey } from "#app/_queries/api-keys.ts";
import type { Wire } from "#app/_queries/http.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button, ButtonLink } from "#app/_ui/button.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { LocalDate } from "#app/_ui/local-date.client.tsx";
import { EmptyState, ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { ApiKeyView } from "#lib/accounts/api-keys/list-api-keys.ts";
import { KeyDialog } from "./key-dialog.client.tsx";
import { scopeWords } from "./scope-words.ts";

/** The user's keys in this account: what each may do, when it was used, and its end. */
export function ApiKeys({ isAdmin }: { isAdmin: boolean }) {
  const [isMaking, setMaking] = useState(false);
  const list = useApiKeys();
  const { error, refetch, isRefetching } = list;
  const keys = list.data?.pages.flatMap((page) => page.apiKeys);
  const make = (
    <Button look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden className="size-4" /> Make a key
    </Button>
  );
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4">
      {error && !keys ? (
        <ErrorState title="The keys can't be shown" text={error.message} onRetry={refetch} isRetrying={isRefetching} />
      ) : !keys ? (
        <SkeletonList count={2} className="h-20" />
      ) : keys.length === 0 ? (
        <EmptyState
          icon={<KeyRound className="size-5" />}
          title="No keys yet"
          text="A key lets a script import, read and cut without your password. You say what it may do, and end it any time."
          action={make}
        />
      ) : (
        <>
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} />
            ))}
          </ul>
          {list.hasNextPage ? <EndOfList list={list} all="" /> : null}
          <div className="flex flex-wrap gap-2">
            {make}
            <ButtonLink look="quiet" href="/docs/api">
              What the API can do
            </ButtonLink>
          </div>
        </>
      )}
      {isMaking ? <KeyDialog isAdmin={isAdmin} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function KeyRow({ apiKey }: { apiKey: Wire<ApiKeyView> }) {
  const { id, name, hint, scopes, createdAt, lastUsedAt, expiresAt } = apiKey;
  const [isAsking, setAsking] = useState(false);
  const revoke = useRevokeApiKey();
  const isOver = expiresAt !== null && new Date(expiresAt) <= new Date();
  const end = () =>
    revoke.mutate(id, {
      onSuccess: () => toast.success(`${name} is revoked. Requests with it are refused.`),
      onError: (error) => toast.error(error.message),
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-52 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium break-words">
          {name} {isOver ? <Badge tone="warn">expired</Badge> : null}
        </p>
        <p className="text-sm text-muted">
          <code className="text-xs">{hint}…</code> · {scopes.map((scope) => scopeWords[scope].short).join(", ")}
        </p>
        <p className="text-sm text-muted">
          made <LocalDate iso={createdAt} /> ·{" "}
          {lastUsedAt ? (
            <>
              used <LocalDate iso={lastUsedAt} />
            </>
          ) : (
            "never used"
          )}{" "}
          ·{" "}
          {expiresAt ? (
            <>
              {isOver ? "ended" : "until"} <LocalDate iso={expiresAt} />
            </>
          ) : (
            "no end"
          )}
        </p>
      </div>
      {isAsking ? (
        <div className="flex gap-2">
          <Button size="small" look="danger" disabled={revoke.isPending} onClick={end} autoFocus>
            Revoke {name}
          </Button>
          <Button size="small" look="quiet" onClick={() => setAsking(false)}>
            Keep it
          </Button>
        </div>
      ) : (
        <Button size="small" aria-label={`Revoke ${name}`} onClick={() => setAsking(true)}>
          Revoke
        </Button>
      )}
    </li>
  );
}
