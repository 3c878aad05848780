import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Role } from "#lib/accounts/authorise.ts";
import type { InvitationPage } from "#lib/accounts/invitations/list-invitations.ts";
import type { MemberPage } from "#lib/accounts/members/list-members.ts";
import { deleteJson, getJson, postJson } from "./http.ts";
import { pageAt, pages } from "./pages.ts";

const membersKey = ["members"] as const;
const invitationsKey = ["invitations"] as const;

/** Who belongs to the account. */
export function useMembers() {
  return useInfiniteQuery({
    queryKey: membersKey,
    queryFn: ({ pageParam, signal }) => getJson<MemberPage>(pageAt("/members", pageParam), signal),
    ...pages,
  });
}

function useMemberChange<Input>(mutationFn: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: membersKey }) });
}

/** Changes what a member may do. */
export const useChangeRole = () =>
  useMemberChange(({ userId, role }: { userId: string; role: Role }) => postJson(`/members/${userId}/role`, { role }));

/** Takes a member out of the account. */
export const useRemoveMember = () => useMemberChange((userId: string) => deleteJson(`/members/${userId}`));

/** Leaves the account. */
export const useLeaveAccount = () => useMutation({ mutationFn: () => postJson("/members/leave") });

/** Invitations nobody took up yet; for owners. */
export function useInvitations(isOwner: boolean) {
  return useInfiniteQuery({
    queryKey: invitationsKey,
    queryFn: ({ pageParam, signal }) => getJson<InvitationPage>(pageAt("/invitations", pageParam), signal),
    ...pages,
    enabled: isOwner,
  });
}

/** Invites an address. `link` is null where it was e-mailed. */
export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: { email: string; role: Role }) => postJson<{ link: string | null }>("/invitations", input),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsKey }),
  });
}

/** Takes an invitation back. */
export function useRevokeInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (invitationId: string) => deleteJson(`/invitations/${invitationId}`),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsKey }),
  });
}
