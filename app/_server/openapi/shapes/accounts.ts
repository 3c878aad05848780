import { z } from "zod";
import type { Wire } from "#app/_queries/http.ts";
import type { ApiKeyView } from "#lib/accounts/api-keys/list-api-keys.ts";
import type { OfferedInvitation } from "#lib/accounts/invitations/get-invitation.ts";
import type { InvitationView } from "#lib/accounts/invitations/list-invitations.ts";
import type { MemberView, OwnAccount } from "#lib/accounts/members/list-members.ts";
import type { Profile } from "#lib/accounts/profile/get-profile.ts";
import { apiScopes, memberRole } from "#lib/accounts/schema.ts";
import type { SessionView } from "#lib/accounts/sign-in/sessions.ts";
import type { Bell } from "#lib/notify/queries.ts";
import { at, id, text } from "./basics.ts";

export const account = z.object({ slug: text, name: text, role: memberRole }) satisfies z.ZodType<Wire<OwnAccount>>;

export const me = z.object({
  user: z.object({ id: text, email: text, name: text, isAdmin: z.boolean() }),
  accounts: z.array(account),
  sendsEmails: z.boolean(),
});

export const profile = z.object({
  name: text,
  email: text,
  hasPassword: z.boolean(),
  twitchSince: at.nullable(),
  offersTwitch: z.boolean(),
  confirmsAddresses: z.boolean(),
}) satisfies z.ZodType<Wire<Profile>>;

export const session = z.object({
  id: text,
  isCurrent: z.boolean(),
  address: text.nullable(),
  userAgent: text.nullable(),
  createdAt: at,
  lastSeenAt: at,
  expiresAt: at,
}) satisfies z.ZodType<Wire<SessionView>>;

export const member = z
  .object({ userId: text, name: text, email: text, role: memberRole, joinedAt: at })
  .meta({ id: "Member" }) satisfies z.ZodType<Wire<MemberView>>;

export const invitation = z
  .object({ id, email: text, role: memberRole, isMailed: z.boolean(), createdAt: at, expiresAt: at })
  .meta({ id: "Invitation" }) satisfies z.ZodType<Wire<InvitationView>>;

export const offer = z.object({
  email: text,
  role: memberRole,
  accountName: text,
  invitedBy: text.nullable(),
  hasUser: z.boolean(),
}) satisfies z.ZodType<Wire<OfferedInvitation>>;

export const apiKey = z
  .object({
    id,
    name: text,
    hint: text,
    scopes: z.array(z.enum(apiScopes)),
    createdAt: at,
    lastUsedAt: at.nullable(),
    expiresAt: at.nullable(),
  })
  .meta({ id: "ApiKey" }) satisfies z.ZodType<Wire<ApiKeyView>>;

export const bell = z.object({
  notifications: z.array(
    z.object({ id, event: text, title: text, text, href: text.nullable(), createdAt: at, isNew: z.boolean() }),
  ),
  newCount: z.int(),
  wantsEmails: z.boolean(),
  sendsEmails: z.boolean(),
}) satisfies z.ZodType<Wire<Bell>>;
