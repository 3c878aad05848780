import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";
import { findSignedInUser } from "../auth.ts";
import { createUser } from "../create-user.ts";
import { userLimit } from "../sign-in/sign-in-tries.ts";
import { cookiesOf, openAuthWorld, origin } from "../testing/auth-world.ts";
import { openTwitchServer } from "../testing/twitch-server.ts";
import { changeEmail } from "./change-email.ts";
import { getProfile } from "./get-profile.ts";
import { renameUser } from "./rename-user.ts";
import { unlinkTwitch } from "./unlink-twitch.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
let sink: Awaited<ReturnType<typeof openSmtpSink>>;
let twitch: Awaited<ReturnType<typeof openTwitchServer>>;
beforeAll(async () => {
  sink = await openSmtpSink();
  twitch = await openTwitchServer({ id: "our-client", secret: "our-secret" });
  world = await openAuthWorld({
    ...{ SMTP_URL: sink.url, MAIL_FROM: "vods@example.com" },
    ...{ TWITCH_CLIENT_ID: "our-client", TWITCH_CLIENT_SECRET: "our-secret", TWITCH_AUTH_URL: twitch.url },
  });
});
afterAll(async () => {
  twitch.close();
  await world.close();
  await sink.close();
});

const password = "correct horse";
let count = 0;

/** A user who is signed in in one browser. */
async function enter(email: string) {
  const userId = await createUser(world.ctx, { email, password, name: "Somebody" });
  return { user: { id: userId, email }, cookie: await signIn(email) };
}

async function signIn(email: string): Promise<string> {
  const response = await world.send("/sign-in/email", {
    body: { email, password },
    address: `198.51.100.${++count}`,
  });
  expect(response.status).toBe(200);
  return cookiesOf(response);
}

type Entered = Awaited<ReturnType<typeof enter>>;

const move = ({ user, cookie }: Entered, email: string, given = password, config = world.ctx.config) =>
  changeEmail(
    { ...world.ctx, config, auth: world.auth },
    { user, headers: new Headers({ cookie, origin }), email, password: given },
  );

/** The newest e-mail to an address, as its reader sees it. */
async function mailTo(address: string): Promise<string> {
  const find = () => sink.mails.findLast((mail) => mail.to.includes(address));
  await expect.poll(find).toBeDefined();
  return find()!.text.replaceAll("=\r\n", "").replaceAll("=3D", "=");
}
const linkTo = async (address: string) => (await mailTo(address)).match(/http\S+/)![0].replace(/^.*\/api\/auth/, "");

const emailOf = async (userId: string) => (await getProfile(world.ctx, { userId })).email;

test("a new address counts when its link is opened by who asked, and the old one is told", async () => {
  const me = await enter("old@example.com");
  expect(await move(me, "New@Example.com".toLowerCase())).toEqual({ ok: true, isSent: true });
  expect(await mailTo("old@example.com")).toContain("new@example.com instead of this address");
  expect(await emailOf(me.user.id)).toBe("old@example.com");
  const link = await linkTo("new@example.com");

  // Whoever reads the e-mail at a mistyped address gets nowhere by its link.
  const stranger = await world.send(link, { address: "198.51.100.200" });
  expect([stranger.status, stranger.headers.get("location")]).toEqual([302, "/sign-in?error=sign_in_first"]);
  expect(stranger.headers.getSetCookie()).toEqual([]);
  const other = await enter("other@example.com");
  const wrong = await world.send(link, { cookie: other.cookie });
  expect(wrong.headers.get("location")).toBe("/sign-in?error=sign_in_first");
  expect(await emailOf(me.user.id)).toBe("old@example.com");

  const opened = await world.send(link, { cookie: me.cookie });
  expect([opened.status, opened.headers.get("location")]).toEqual([302, "/settings/profile?moved=1"]);
  expect(await emailOf(me.user.id)).toBe("new@example.com");
  await signIn("new@example.com");
  const again = await world.send(link, { cookie: me.cookie });
  expect(again.headers.get("location")).toBe("/sign-in?error=sign_in_first");
});

test("an address that somebody has is answered alike, and stays theirs", async () => {
  const me = await enter("me@example.com");
  const theirs = await enter("theirs@example.com");
  const mailCount = sink.mails.filter((mail) => mail.to.includes("theirs@example.com")).length;
  expect(await move(me, "theirs@example.com")).toEqual({ ok: true, isSent: true });
  await mailTo("me@example.com");
  expect(sink.mails.filter((mail) => mail.to.includes("theirs@example.com"))).toHaveLength(mailCount);
  expect([await emailOf(me.user.id), await emailOf(theirs.user.id)]).toEqual(["me@example.com", "theirs@example.com"]);
});

test("only who knows the password moves the user, and guesses count with those of signing in", async () => {
  const me = await enter("guarded@example.com");
  for (let n = 0; n < userLimit.freeTries; n += 1) {
    expect(await move(me, "elsewhere@example.com", "wrong password")).toMatchObject({ reason: "invalid_input" });
  }
  expect(await move(me, "elsewhere@example.com")).toMatchObject({ reason: "rate_limited" });
  const locked = await world.send("/sign-in/email", { body: { email: "guarded@example.com", password } });
  expect(locked.status).toBe(401);
  world.wait(userLimit.firstLockMs + 1_000);
  expect(await move(me, "elsewhere@example.com")).toMatchObject({ ok: true });
});

test("without e-mail a new address counts at once, unless somebody has it", async () => {
  const { mail: _, ...config } = world.ctx.config;
  const me = await enter("quiet@example.com");
  await enter("taken@example.com");
  const moveQuietly = (email: string) => move(me, email, password, config as typeof world.ctx.config);
  expect(await moveQuietly("taken@example.com")).toMatchObject({ ok: false, reason: "duplicate" });
  expect(await moveQuietly("quiet@example.com")).toMatchObject({ ok: false, reason: "conflict" });
  expect(await moveQuietly("moved@example.com")).toEqual({ ok: true, isSent: false });
  await signIn("moved@example.com");
});

test("a name is changed", async () => {
  const { user, cookie } = await enter("named@example.com");
  await renameUser(world.ctx, { userId: user.id, name: "New name" });
  expect(await findSignedInUser(world.auth, new Headers({ cookie }))).toMatchObject({ name: "New name" });
});

/** The whole way of a signed-in browser to Twitch and back. */
async function linkTwitch(cookie: string, twitchUser: Parameters<typeof twitch.signInAs>[0]) {
  twitch.signInAs(twitchUser);
  const body = { provider: "twitch", callbackURL: "/settings/profile?linked=1", errorCallbackURL: "/settings/profile" };
  const begun = await world.send("/link-social", { body, cookie, address: `203.0.113.${++count}` });
  if (begun.status !== 200) return { status: begun.status, to: null };
  const { url } = (await begun.json()) as { url: string };
  const back = new URL((await fetch(url, { redirect: "manual" })).headers.get("location")!);
  const cookies = `${cookie}; ${cookiesOf(begun)}`;
  const done = await world.auth.handler(new Request(back, { headers: { origin, cookie: cookies } }));
  return { status: done.status, to: done.headers.get("location") };
}

const twitchUser = { sub: "700", preferred_username: "Lava", email: "lava@twitch.example", email_verified: true };

test("Twitch is linked with whatever address it has, is a way in, and unlinked again", async () => {
  const me = await enter("streamer@example.com");
  const of = { userId: me.user.id };
  expect(await getProfile(world.ctx, of)).toMatchObject({ twitchSince: null, offersTwitch: true, hasPassword: true });
  expect(await linkTwitch(me.cookie, twitchUser)).toEqual({ status: 302, to: "/settings/profile?linked=1" });
  expect(await getProfile(world.ctx, of)).toMatchObject({
    ...{ name: "Somebody", email: "streamer@example.com", twitchSince: expect.any(Date) },
  });
  const other = await enter("someone-else@example.com");
  expect(await linkTwitch(other.cookie, twitchUser)).toMatchObject({
    to: "/settings/profile?error=account_already_linked_to_different_user",
  });
  expect(await unlinkTwitch(world.ctx, of)).toEqual({ ok: true });
  expect(await unlinkTwitch(world.ctx, of)).toEqual({ ok: true });
  expect((await getProfile(world.ctx, of)).twitchSince).toBeNull();
});

test("nobody links without being signed in, nor an address Twitch hasn't confirmed", async () => {
  expect((await linkTwitch("", twitchUser)).status).toBe(401);
  const me = await enter("careful@example.com");
  const unconfirmed = { ...twitchUser, sub: "701", email_verified: false };
  expect((await linkTwitch(me.cookie, unconfirmed)).to).toMatch(/^\/settings\/profile\?error=/);
  expect((await getProfile(world.ctx, { userId: me.user.id })).twitchSince).toBeNull();
});

test("the only way in stays", async () => {
  const me = await enter("only@example.com");
  await linkTwitch(me.cookie, { ...twitchUser, sub: "702" });
  await world.ctx.db.delete(authIdentities).where(eq(authIdentities.providerId, "credential"));
  expect(await unlinkTwitch(world.ctx, { userId: me.user.id })).toMatchObject({ ok: false, reason: "conflict" });
  const [user] = await world.ctx.db.select().from(authUsers).where(eq(authUsers.id, me.user.id));
  expect(user?.email).toBe("only@example.com");
});

test("the library's own addresses for all this stay shut", async () => {
  const me = await enter("shut@example.com");
  for (const [path, body] of Object.entries({
    "/change-email": { newEmail: "x@example.com" },
    "/update-user": { name: "x" },
    "/unlink-account": { accountId: "x" },
  })) {
    expect((await world.send(path, { body, cookie: me.cookie })).status, path).toBe(404);
  }
});
