import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { invitations } from "#drizzle/schema/access.ts";
import { members, plans } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import type { AccountId } from "#lib/ids.ts";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";
import { authoriseUser, type Role } from "./authorise.ts";
import { createAccount } from "./create-account.ts";
import { createUser } from "./create-user.ts";
import { acceptAsNewUser, acceptInvitation } from "./invitations/accept-invitation.ts";
import { getInvitation } from "./invitations/get-invitation.ts";
import { inviteMember } from "./invitations/invite-member.ts";
import { listInvitations } from "./invitations/list-invitations.ts";
import { revokeInvitation } from "./invitations/revoke-invitation.ts";
import { changeMemberRole } from "./members/change-member-role.ts";
import { listMembers, listOwnAccounts } from "./members/list-members.ts";
import { removeMember } from "./members/remove-member.ts";
import { openAccount } from "./open-account.ts";
import { openAuthWorld } from "./testing/auth-world.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
let count = 0;
const first = { limit: 50 };
beforeAll(async () => {
  world = await openAuthWorld();
});
afterAll(() => world.close());

const makeUser = async (name: string) => {
  const email = `${name}@example.com`;
  return { id: await createUser(world.ctx, { email, password: "correct horse", name }), email, name };
};
/** An account of its own with an owner. */
const makeAccount = async () => {
  count += 1;
  const owner = await makeUser(`owner-${count}`);
  const slug = `account-${count}`;
  const accountId = await createAccount(world.ctx, { slug, name: slug, planId: "test", ownerUserId: owner.id });
  return { accountId, slug, owner };
};
const invite = async (
  to: { accountId: AccountId; slug: string; owner: { id: string; name: string } },
  email: string,
  role: Role = "editor",
) => {
  const { accountId, slug, owner } = to;
  const made = await inviteMember(world.ctx, { accountId, accountName: slug, email, role, invitedBy: owner });
  if (!made.ok) throw new Error(made.message);
  return { id: made.id, token: made.link!.split("#")[1]! };
};

test("an invited address joins once with its role; the link is worth nothing after", async () => {
  const account = await makeAccount();
  const guest = await makeUser("guest");
  const { token } = await invite(account, guest.email);
  expect(await getInvitation(world.ctx, { token })).toEqual({
    email: guest.email,
    role: "editor",
    accountName: account.slug,
    invitedBy: account.owner.name,
    hasUser: true,
  });
  expect(await acceptInvitation(world.ctx, { token, user: guest })).toEqual({ ok: true, accountSlug: account.slug });
  const access = await authoriseUser(world.ctx, { userId: guest.id, slug: account.slug, atLeast: "editor" });
  expect(access.accountId).toBe(account.accountId);
  await expect(acceptInvitation(world.ctx, { token, user: guest })).rejects.toThrow("was used");
  await expect(getInvitation(world.ctx, { token })).rejects.toThrow("was used");
  expect((await listInvitations(world.ctx, { ...account, ...first })).invitations).toEqual([]);
});

test("a link is bound to its address: somebody else who has it can't use it", async () => {
  const account = await makeAccount();
  const thief = await makeUser("thief");
  const { token } = await invite(account, "meant@example.com");
  const refused = await acceptInvitation(world.ctx, { token, user: thief });
  expect(refused).toMatchObject({ ok: false, reason: "conflict" });
  expect((await listMembers(world.ctx, { ...account, ...first })).members.map((one) => one.email)).toEqual([
    account.owner.email,
  ]);
  // The address itself may, afterwards as before.
  const joined = await acceptAsNewUser(world.ctx, { token, name: "Meant", password: "correct horse" });
  expect(joined).toMatchObject({ ok: true, email: "meant@example.com" });
});

test("a link used twice at the same moment lets one in", async () => {
  const account = await makeAccount();
  const { token } = await invite(account, "twice@example.com", "viewer");
  const join = () => acceptAsNewUser(world.ctx, { token, name: "Twice", password: "correct horse" });
  const results = await Promise.allSettled([join(), join(), join()]);
  const joined = results.filter((one) => one.status === "fulfilled" && one.value.ok);
  expect(joined).toHaveLength(1);
  const users = await world.ctx.db.select().from(authUsers).where(eq(authUsers.email, "twice@example.com"));
  expect(users).toHaveLength(1);
  expect((await listMembers(world.ctx, { ...account, ...first })).members).toHaveLength(2);
});

test("a link that is too old, taken back or followed by a newer one opens nothing", async () => {
  const account = await makeAccount();
  const old = await invite(account, "old@example.com");
  const taken = await invite(account, "taken@example.com");
  await revokeInvitation(world.ctx, { accountId: account.accountId, invitationId: taken.id });
  const newer = await invite(account, "old@example.com", "viewer");
  for (const { token } of [old, taken, { token: "made-up" }]) {
    await expect(getInvitation(world.ctx, { token })).rejects.toMatchObject({ code: "not_found" });
  }
  const later = { ...world.ctx, now: () => new Date(Date.now() + 8 * 86_400_000) };
  await expect(getInvitation(later, newer)).rejects.toMatchObject({ code: "not_found" });
  expect((await getInvitation(world.ctx, newer)).role).toBe("viewer");
  const stranger = await makeAccount();
  const theirs = { accountId: stranger.accountId, invitationId: newer.id };
  await expect(revokeInvitation(world.ctx, theirs)).rejects.toMatchObject({ code: "not_found" });
});

test("the database holds no link; a new user of a link handed on by hand has no confirmed address", async () => {
  const account = await makeAccount();
  const { id, token } = await invite(account, "by-hand@example.com");
  const [row] = await world.ctx.db.select().from(invitations).where(eq(invitations.id, id));
  expect(JSON.stringify(row)).not.toContain(token);
  await acceptAsNewUser(world.ctx, { token, name: "By Hand", password: "correct horse" });
  const [user] = await world.ctx.db.select().from(authUsers).where(eq(authUsers.email, "by-hand@example.com"));
  expect(user!.emailVerified).toBe(false);
});

test("with e-mail the link goes to the mailbox alone, and its user's address is confirmed by it", async () => {
  const sink = await openSmtpSink();
  const mail = { smtpUrl: sink.url, from: "vods@example.com" };
  const ctx = { ...world.ctx, config: { ...world.ctx.config, mail } };
  const { accountId, owner } = await makeAccount();
  const email = "mailed@example.com";
  const name = "Evil\r\nBcc: all@example.com\r\n\r\nhttps://evil.example";
  const made = await inviteMember(ctx, { accountId, accountName: name, email, role: "viewer", invitedBy: owner });
  expect(made).toEqual({ ok: true, id: expect.any(String), link: null });
  expect(sink.mails).toHaveLength(1);
  expect(sink.mails[0]!.to).toEqual([email]);
  const text = sink.mails[0]!.text.replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const token = text.match(/invitation#(\S+)/)![1]!;
  await acceptAsNewUser(ctx, { token, name: "Mailed", password: "correct horse" });
  const [user] = await ctx.db.select().from(authUsers).where(eq(authUsers.email, email));
  expect(user!.emailVerified).toBe(true);

  sink.moods.push("refuse");
  const failed = await inviteMember(ctx, {
    accountId,
    accountName: "A",
    email: "x@example.com",
    role: "viewer",
    invitedBy: owner,
  });
  expect(failed).toMatchObject({ ok: false, reason: "conflict" });
  expect((await listInvitations(ctx, { accountId, ...first })).invitations).toEqual([]);
  await sink.close();
});

test("the last owner neither leaves nor becomes less, also when two go at once", async () => {
  const { accountId, owner } = await makeAccount();
  const only = { accountId, userId: owner.id };
  expect(await removeMember(world.ctx, only)).toMatchObject({ ok: false, reason: "conflict" });
  expect(await changeMemberRole(world.ctx, { ...only, role: "viewer" })).toMatchObject({ ok: false });
  const second = await makeUser(`second-${count}`);
  await world.ctx.db.insert(members).values({ accountId, userId: second.id, role: "owner" });
  const results = await Promise.all([
    removeMember(world.ctx, only),
    changeMemberRole(world.ctx, { accountId, userId: second.id, role: "editor" }),
  ]);
  expect(results.filter((one) => one.ok)).toHaveLength(1);
  const owners = await world.ctx.db
    .select()
    .from(members)
    .where(and(eq(members.accountId, accountId), eq(members.role, "owner")));
  expect(owners).toHaveLength(1);
});

test("a user of two accounts acts for the one they name, for the first without, for no other", async () => {
  const [first, second, other] = [await makeAccount(), await makeAccount(), await makeAccount()];
  const user = first.owner;
  await world.ctx.db.insert(members).values({ accountId: second.accountId, userId: user.id, role: "viewer" });
  expect((await listOwnAccounts(world.ctx, { userId: user.id })).map(({ slug }) => slug)).toEqual([
    first.slug,
    second.slug,
  ]);
  const as = (slug: string | undefined, atLeast: Role) => authoriseUser(world.ctx, { userId: user.id, slug, atLeast });
  expect((await as(undefined, "owner")).accountId).toBe(first.accountId);
  expect((await as(second.slug, "viewer")).role).toBe("viewer");
  await expect(as(second.slug, "editor")).rejects.toMatchObject({ code: "forbidden" });
  await expect(as(other.slug, "viewer")).rejects.toMatchObject({ code: "not_found" });
  await removeMember(world.ctx, { accountId: second.accountId, userId: user.id });
  await expect(as(second.slug, "viewer")).rejects.toMatchObject({ code: "not_found" });
});

test("who may open accounts: operators, and where anybody signs up everybody a few", async () => {
  const user = await makeUser("opener");
  const as = { id: user.id, isAdmin: false };
  expect(await openAccount(world.ctx, { name: "Mine", user: as })).toMatchObject({ ok: false, reason: "forbidden" });
  const open = { ...world.ctx, config: { ...world.ctx.config, allowSignUp: true } };
  const opened = await Promise.all(Array.from({ length: 8 }, () => openAccount(open, { name: "Mine!", user: as })));
  expect(opened.filter((one) => one.ok)).toHaveLength(5);
  const slugs = (await listOwnAccounts(world.ctx, { userId: user.id })).map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(5);
  for (const slug of slugs) expect(slug).toMatch(/^mine(-[0-9a-f]{6})?$/);
  expect(await world.ctx.db.select().from(plans)).toHaveLength(1);
});
