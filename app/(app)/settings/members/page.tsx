import type { Metadata } from "next";
import { mayCall } from "#app/_server/list-refused.ts";
import { requireAccess } from "#app/_server/session.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Invitations } from "./invitations.client.tsx";
import { LeaveAccount } from "./leave-account.client.tsx";
import { MemberList } from "./member-list.client.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  const { user, access } = await requireAccess();
  const isOwner = mayCall(access.role, "POST /api/v1/invitations");
  return (
    <>
      <PageHeader title="Members" facts={`Who works in ${access.accountName}, and what they may do.`} />
      <div className="grid max-w-3xl grid-cols-1">
        <MemberList isOwner={isOwner} ownUserId={user.id} />
        {isOwner ? <Invitations /> : null}
        <LeaveAccount accountName={access.accountName} />
      </div>
    </>
  );
}
