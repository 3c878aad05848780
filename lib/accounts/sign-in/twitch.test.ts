import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { authIdentities, authUsers } from "#drizzle/schema/auth.ts";
import { createAuth, findSignedInUser } from "../auth.ts";
import { createUser } from "../create-user.ts";
import { cookiesOf, openAuthWorld, origin } from "../testing/auth-world.ts";
import { openTwitchServer, type TwitchUser } from "../testing/twitch-server.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
let twitch: Awaited<ReturnType<typeof openTwitchServer>>;
beforeAll(async () => {
  twitch = await openTwitchServer({ id: "our-client", secret: "our-secret" });
  world = await openAuthWorld({
    TWITCH_CLIENT_ID: "our-client",
    TWITCH_CLIENT_SECRET: "our-secret",
    TWITCH_AUTH_URL: twitch.url,
    ALLOW_SIGN_UP: "true",
  });
});
afterEach(() => twitch.signInAs(null));
afterAll(async () => {
  twitch.close();
  await world.close();
});

type Auth = typeof world.auth;
let browsers = 0;

/** The whole way of a browser: to Twitch and back. Returns where it ends, and who is signed in then. */
async function signInWith(user: TwitchUser | null, options: { auth?: Auth; spoil?: (url: URL) => void } = {}) {
  const { auth = world.auth } = options;
  twitch.signInAs(user);
  const body = { provider: "twitch", callbackURL: "/streams", errorCallbackURL: "/sign-in" };
  browsers += 1;
  const address = `203.0.113.${browsers}`;
  const begun = await world.send("/sign-in/social", { body, auth, address });
  expect(begun.status).toBe(200);
  const { url } = (await begun.json()) as { url: string };
  const atTwitch = await fetch(url, { redirect: "manual" });
  const back = new URL(atTwitch.headers.get("location")!);
  options.spoil?.(back);
  const done = await auth.handler(new Request(back, { headers: { origin, cookie: cookiesOf(begun) } }));
  const signedIn = await findSignedInUser(auth, new Headers({ cookie: cookiesOf(done) }));
  return { status: done.status, to: done.headers.get("location"), signedIn };
}

const streamer = { sub: "44322889", preferred_username: "LavaRunner", email: "lava@example.com", email_verified: true };

test("a new streamer signs in with Twitch, and is the same user the next time", async () => {
  const first = await signInWith(streamer);
  expect(first).toMatchObject({ status: 302, to: "/streams", signedIn: { email: streamer.email, name: "LavaRunner" } });
  const again = await signInWith({ ...streamer, preferred_username: "Renamed", email: "moved@example.com" });
  expect(again.signedIn?.id).toBe(first.signedIn?.id);
  const asked = twitch.asked[0]!;
  expect(asked.get("scope")?.split(" ").sort()).toEqual(["openid", "user:read:email"]);
  expect(JSON.parse(asked.get("claims")!).userinfo).toHaveProperty("email_verified");
  expect(asked.get("redirect_uri")).toBe(`${origin}/api/auth/callback/twitch`);
});

test("a user who is known by a confirmed address is that user", async () => {
  const email = "both@example.com";
  const userId = await createUser(world.ctx, { email, password: "correct horse", name: "Both" });
  const { signedIn } = await signInWith({ ...streamer, sub: "2", email });
  expect(signedIn?.id).toBe(userId);
  const identities = await world.ctx.db.select().from(authIdentities).where(eq(authIdentities.userId, userId));
  expect(identities.map((one) => one.providerId).sort()).toEqual(["credential", "twitch"]);
});

test("an address that either side has not confirmed opens nobody's user", async () => {
  const email = "victim@example.com";
  await createUser(world.ctx, { email, password: "correct horse", name: "Victim" });
  const theirs = await signInWith({ ...streamer, sub: "3", email, email_verified: false });
  expect(theirs).toMatchObject({ to: "/sign-in?error=account_not_linked", signedIn: null });
  // Somebody made a user with another's address here; its owner comes by Twitch.
  await world.ctx.db.update(authUsers).set({ emailVerified: false }).where(eq(authUsers.email, email));
  expect((await signInWith({ ...streamer, sub: "4", email })).signedIn).toBeNull();
});

test("without an address, declined, or with a state of somebody else's: nobody is signed in", async () => {
  const { email: _, ...nameless } = streamer;
  expect((await signInWith({ ...nameless, sub: "5" })).signedIn).toBeNull();
  expect(await signInWith(null)).toMatchObject({ to: expect.stringContaining("access_denied"), signedIn: null });
  const forged = await signInWith(streamer, { spoil: (url) => url.searchParams.set("state", "another") });
  expect(forged.signedIn).toBeNull();
  const guessed = await signInWith(streamer, { spoil: (url) => url.searchParams.set("code", "code-999") });
  expect(guessed.signedIn).toBeNull();
});

test("where nobody can sign up, Twitch lets in only who is known", async () => {
  const closed = createAuth({ ...world.ctx, config: { ...world.ctx.config, allowSignUp: false } });
  const stranger = await signInWith({ ...streamer, sub: "6", email: "stranger@example.com" }, { auth: closed });
  expect(stranger).toMatchObject({ to: "/sign-in?error=signup_disabled", signedIn: null });
  expect((await signInWith(streamer, { auth: closed })).signedIn?.email).toBe(streamer.email);
});

test("without Twitch's settings there is no way to it", async () => {
  const without = createAuth({ ...world.ctx, config: { ...world.ctx.config, twitch: undefined } }) as Auth;
  const answer = await world.send("/sign-in/social", { body: { provider: "twitch" }, auth: without });
  expect(answer.status).toBe(404);
});
