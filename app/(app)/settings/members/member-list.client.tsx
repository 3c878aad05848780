"use client";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { Wire } from "#app/_queries/http.ts";
import { useChangeRole, useMembers, useRemoveMember } from "#app/_queries/members.ts";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { EndOfList } from "#app/_ui/end-of-list.client.tsx";
import { ErrorState, SkeletonList } from "#app/_ui/states.tsx";
import type { Role } from "#lib/accounts/authorise.ts";
import type { MemberView } from "#lib/accounts/members/list-members.ts";
import { roles, roleWords } from "./role-words.ts";

/** Who belongs to the account. Owners change roles and take members out. */
export function MemberList({ isOwner, ownUserId }: { isOwner: boolean; ownUserId: string }) {
  const list = useMembers();
  const { error, refetch, isRefetching } = list;
  const members = list.data?.pages.flatMap((page) => page.members);
  if (error && !members) {
    return (
      <ErrorState title="The members can't be shown" text={error.message} onRetry={refetch} isRetrying={isRefetching} />
    );
  }
  if (!members) return <SkeletonList count={2} className="h-16" />;
  return (
    <>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {members.map((member) => (
          <MemberRow key={member.userId} member={member} isOwner={isOwner} isSelf={member.userId === ownUserId} />
        ))}
      </ul>
      {list.hasNextPage ? <EndOfList list={list} all="" /> : null}
      <dl className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
        {roles.map((role) => (
          <div key={role} className="flex gap-1.5">
            <dt className="font-medium">{roleWords[role].label}:</dt>
            <dd>{roleWords[role].hint.toLowerCase()}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function MemberRow({ member, isOwner, isSelf }: { member: Wire<MemberView>; isOwner: boolean; isSelf: boolean }) {
  const { userId, name, email, role } = member;
  const [isAsking, setAsking] = useState(false);
  const change = useChangeRole();
  const remove = useRemoveMember();
  const onError = (error: Error) => toast.error(error.message);
  const setRole = (next: Role) =>
    change.mutate(
      { userId, role: next },
      { onError, onSuccess: () => toast.success(`${name} is ${roleWords[next].label.toLowerCase()} now.`) },
    );
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="min-w-44 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium break-words">
          {name} {isSelf ? <Badge>you</Badge> : null}
        </p>
        <p className="text-sm break-all text-muted">{email}</p>
      </div>
      {isAsking ? (
        <div className="flex gap-2">
          <Button
            size="small"
            look="danger"
            autoFocus
            disabled={remove.isPending}
            onClick={() => remove.mutate(userId, { onError, onSuccess: () => toast.success(`${name} is out.`) })}
          >
            Remove {name}
          </Button>
          <Button size="small" look="quiet" onClick={() => setAsking(false)}>
            Keep
          </Button>
        </div>
      ) : isOwner ? (
        <>
          <select
            aria-label={`Role of ${name}`}
            value={role}
            disabled={change.isPending}
            onChange={(event) => setRole(event.target.value as Role)}
            className="h-9 rounded-lg border border-line-strong bg-canvas px-2 text-sm"
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {roleWords[one].label}
              </option>
            ))}
          </select>
          <Button
            size="icon"
            look="quiet"
            aria-label={`Remove ${name}`}
            className={isSelf ? "invisible" : ""}
            onClick={() => setAsking(true)}
          >
            <UserMinus aria-hidden className="size-4" />
          </Button>
        </>
      ) : (
        <span className="text-sm text-muted">{roleWords[role].label}</span>
      )}
    </li>
  );
}
