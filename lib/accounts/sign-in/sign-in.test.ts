import { afterAll, beforeAll, expect, test } from "vitest";
import { signInTries } from "#drizzle/schema/access.ts";
import { openSmtpSink } from "#lib/platform/testing/smtp-sink.ts";
import { createAuth, disabledAuthPaths, findSignedInUser, openAuthPaths } from "../auth.ts";
import { createUser } from "../create-user.ts";
import { cookiesOf, openAuthWorld, origin } from "../testing/auth-world.ts";
import { makeResetLink } from "./make-reset-link.ts";
import { addressLimit, deleteOldSignInTries, takeSignInTry, userLimit } from "./sign-in-tries.ts";

let world: Awaited<ReturnType<typeof openAuthWorld>>;
let sink: Awaited<ReturnType<typeof openSmtpSink>>;
beforeAll(async () => {
  sink = await openSmtpSink();
  world = await openAuthWorld({ SMTP_URL: sink.url, MAIL_FROM: "vods@example.com", ALLOW_SIGN_UP: "true" });
});
afterAll(async () => {
  await world.close();
  await sink.close();
});

const password = "correct horse";
const signIn = (email: string, tried = password, address?: string) =>
  world.send("/sign-in/email", { body: { email, password: tried }, address });
/** The link of the newest e-mail to an address, once it is there. */
const mailedLink = async (to: string): Promise<string> => {
  await expect.poll(() => sink.mails.some((mail) => mail.to.includes(to))).toBe(true);
  const text = sink.mails
    .findLast((mail) => mail.to.includes(to))!
    .text.replaceAll("=\r\n", "")
    .replaceAll("=3D", "=");
  return text.match(/http\S+/)![0];
};

test("a locked-out user is not told apart from a wrong password, waits, and gets in", async () => {
  const email = "victim@example.com";
  await createUser(world.ctx, { email, password, name: "Victim" });
  const wrong = await signIn(email, "wrong password", "198.51.100.1");
  const answers: [number, string][] = [];
  for (let i = 1; i < userLimit.freeTries + 2; i += 1) {
    const response = await signIn(email, "wrong password", `198.51.100.${i + 1}`);
    answers.push([response.status, await response.text()]);
  }
  const locked = await signIn(email);
  const text = await wrong.text();
  expect([locked.status, await locked.text()]).toEqual([401, text]);
  expect(answers.every(([status, body]) => status === 401 && body === text)).toBe(true);
  expect(locked.headers.get("retry-after")).toBeNull();
  expect(locked.headers.getSetCookie()).toEqual([]);

  world.wait(userLimit.firstLockMs + 1_000);
  expect((await signIn(email)).status).toBe(200);
  // Who got in begins anew.
  expect((await signIn(email, "wrong password")).status).toBe(401);
  expect((await signIn(email)).status).toBe(200);
});

test("tries for somebody who doesn't exist are counted and answered alike", async () => {
  const answers = [];
  for (let i = 0; i < userLimit.freeTries + 3; i += 1) {
    const response = await signIn("nobody@example.com", "wrong password", `198.51.101.${i + 1}`);
    answers.push(`${response.status} ${await response.text()}`);
  }
  expect(new Set(answers).size).toBe(1);
});

test("each further try waits twice as long, up to an hour", async () => {
  const email = "patient@example.com";
  const take = () => takeSignInTry(world.ctx, { email, address: null });
  for (let i = 0; i < userLimit.freeTries; i += 1) expect(await take()).toEqual({ ok: true });
  const waits = [];
  for (let i = 0; i < 9; i += 1) {
    const refused = await take();
    if (refused.ok) throw new Error("was not refused");
    waits.push(refused.retryAfterSeconds);
    world.wait(refused.retryAfterSeconds * 1000);
    expect(await take()).toEqual({ ok: true });
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
});

test("a thousand guesses sent at once are a thousand tries, at two webs together", async () => {
  const email = "raced@example.com";
  const take = () => takeSignInTry(world.ctx, { email, address: null });
  const taken = await Promise.all(Array.from({ length: 100 }, take));
  expect(taken.filter((one) => one.ok)).toHaveLength(userLimit.freeTries);
});

test("one address that guesses at many users is told to wait; others are not", async () => {
  const take = (i: number, address: string) => takeSignInTry(world.ctx, { email: `user-${i}@example.com`, address });
  for (let i = 0; i < addressLimit.freeTries; i += 1) expect((await take(i, "192.0.2.9")).ok).toBe(true);
  const refused = await signIn("user-999@example.com", "x", "192.0.2.9");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
  expect((await take(1000, "192.0.2.10")).ok).toBe(true);
});

test("what is kept of tries names nobody, and goes after a day", async () => {
  const rows = await world.ctx.db.select().from(signInTries);
  expect(rows.length).toBeGreaterThan(3);
  expect(JSON.stringify(rows)).not.toMatch(/example\.com|192\.0/);
  expect(await deleteOldSignInTries(world.ctx)).toBe(0);
  world.wait(25 * 3_600_000);
  expect(await deleteOldSignInTries(world.ctx)).toBe(rows.length);
});

test("who signs up confirms the address by the e-mail's link before they get in", async () => {
  const email = "new@example.com";
  const made = await world.send("/sign-up/email", { body: { email, password, name: "New", callbackURL: "/x" } });
  expect(made.status).toBe(200);
  expect(made.headers.getSetCookie().join()).not.toContain("session_token=");
  const early = await signIn(email);
  expect([early.status, (await early.json()).code]).toEqual([403, "EMAIL_NOT_VERIFIED"]);
  const link = await mailedLink(email);
  const confirmed = await world.auth.handler(new Request(link, { headers: { origin } }));
  expect([confirmed.status, confirmed.headers.get("location")]).toEqual([302, "/x"]);
  expect((await signIn(email)).status).toBe(200);
});

test("signing up with a known address answers like a new one, and tells its owner by e-mail", async () => {
  const email = "known@example.com";
  await createUser(world.ctx, { email, password, name: "Known" });
  const shape = async (address: string) => {
    const response = await world.send("/sign-up/email", { body: { email: address, password, name: "Other" } });
    const body = (await response.json()) as { user: Record<string, unknown> };
    return [response.status, Object.keys(body), Object.keys(body.user).sort()];
  };
  expect(await shape(email)).toEqual(await shape("unknown@example.com"));
  await expect.poll(() => sink.mails.some((mail) => mail.to.includes(email) && /already/.test(mail.text))).toBe(true);
});

test("a forgotten password: the e-mail's link sets a new one once, ends every session and every lock", async () => {
  const email = "forgetful@example.com";
  await createUser(world.ctx, { email, password, name: "Forgetful" });
  const cookie = cookiesOf(await signIn(email));
  const asked = await world.send("/request-password-reset", { body: { email } });
  const unknown = await world.send("/request-password-reset", { body: { email: "no-such@example.com" } });
  expect(await asked.text()).toBe(await unknown.text());
  const link = await mailedLink(email);
  expect(link).toMatch(/^http:\/\/localhost:3000\/reset-password#\w+$/);
  for (let i = 0; i <= userLimit.freeTries; i += 1) await signIn(email, "wrong password", `198.51.102.${i + 1}`);

  const token = link.split("#")[1];
  const newPassword = "another horse";
  expect((await world.send("/reset-password", { body: { token, newPassword } })).status).toBe(200);
  expect((await world.send("/reset-password", { body: { token, newPassword: "a third one" } })).status).toBe(400);
  expect(await findSignedInUser(world.auth, new Headers({ cookie }))).toBeNull();
  expect((await signIn(email)).status).toBe(401);
  expect((await signIn(email, newPassword)).status).toBe(200);
});

test("an operator's link works where no e-mail is sent", async () => {
  const quiet = { ...world.ctx, config: { ...world.ctx.config, mail: undefined } };
  const auth = createAuth(quiet);
  const email = "offline@example.com";
  await createUser(world.ctx, { email, password, name: "Offline" });
  const refused = await world.send("/request-password-reset", { body: { email }, auth });
  expect([refused.status, (await refused.json()).code]).toEqual([400, "RESET_PASSWORD_DISABLED"]);
  const { link } = await makeResetLink(quiet, { email });
  const body = { token: link.split("#")[1], newPassword: "from the machine" };
  expect((await world.send("/reset-password", { body, auth })).status).toBe(200);
  expect((await signIn(email, "from the machine")).status).toBe(200);
  await expect(makeResetLink(quiet, { email: "none@example.com" })).rejects.toThrow("There is no user");
});

test("nothing of the library is open that nobody uses", async () => {
  const paths = Object.values(world.auth.api as Record<string, { path?: string }>).flatMap(({ path }) => path ?? []);
  expect(paths.length).toBeGreaterThan(20);
  const unlisted = paths.filter((path) => !openAuthPaths.includes(path) && !disabledAuthPaths.includes(path));
  expect(unlisted, "list these in lib/accounts/auth.ts").toEqual([]);
  for (const path of disabledAuthPaths) expect((await world.send(path)).status, path).toBe(404);
});
