"use client";
import { useQuery } from "@tanstack/react-query";
import { postJson } from "#app/_queries/http.ts";
import { Notice } from "#app/_ui/notice.tsx";
import { Skeleton } from "#app/_ui/states.tsx";
import type { OfferedInvitation } from "#lib/accounts/invitations/get-invitation.ts";
import { AuthHeader } from "../auth-header.tsx";
import { useLinkSecret } from "../use-link-secret.ts";
import { AcceptForm } from "./accept-form.client.tsx";
import { JoinForm } from "./join-form.client.tsx";
import { SignInFirst } from "./sign-in-first.client.tsx";

/** What an invitation's link offers, and the way in for whom it finds: signed in, known, or new. */
export function InvitationView({ signedInAs }: { signedInAs: string | null }) {
  const token = useLinkSecret();
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => postJson<OfferedInvitation>("/invitation", { token }),
    enabled: token !== null && token !== "",
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (token === "" || offer.error) {
    const why = offer.error?.message ?? "The link is not whole. Copy all of it from the e-mail.";
    return (
      <>
        <AuthHeader title="Invitation">It can't be used.</AuthHeader>
        <Notice tone="bad">{why}</Notice>
      </>
    );
  }
  if (!offer.data || token === null) {
    return (
      <div role="status" aria-label="Loading" className="mt-8 grid gap-3">
        <Skeleton className="h-8" />
        <Skeleton className="h-24" />
      </div>
    );
  }
  const { accountName, invitedBy, role, email, hasUser } = offer.data;
  return (
    <>
      <AuthHeader title={`Join ${accountName}`}>
        {invitedBy ?? "Somebody"} invites {email} to it, as {role === "viewer" ? "a" : "an"} {role}.
      </AuthHeader>
      {signedInAs ? (
        <AcceptForm token={token} email={email} signedInAs={signedInAs} />
      ) : hasUser ? (
        <SignInFirst token={token} email={email} />
      ) : (
        <JoinForm token={token} email={email} />
      )}
    </>
  );
}
