import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, type Page, test } from "@playwright/test";
import { pageTable } from "#app/_server/access-table.ts";
import { fillAddress, listPages } from "./setup/pages.ts";
import { openPeople, type Standing } from "./setup/people.ts";
import { getClipOf, getReadyStream, type ReadyStream } from "./setup/ready-stream.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn, testUser } from "./setup/sign-in.ts";

type Ids = Omit<ReadyStream, "shownState"> & { clipId: string };
let ids: Ids;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  const page = await browser.newPage({ baseURL: process.env.E2E_BASE_URL });
  await signIn(page);
  const ready = await getReadyStream(page);
  ids = { ...ready, ...(await getClipOf(page, ready)) };
  await page.close();
});

test("every page has a row in the table of access, and every row a page", () => {
  expect(listPages()).toEqual(Object.keys(pageTable).sort());
});

test("every page opens for whom the table says, and tells others nothing", async () => {
  const { people, close } = await openPeople();
  const title = (
    (await (await people.owner.get(`/api/v1/streams/${ids.streamId}`)).json()) as { stream: { title: string } }
  ).stream.title;
  const missing = { streamId: randomUUID(), vodId: randomUUID(), highlightId: randomUUID(), clipId: randomUUID() };
  const wrong: string[] = [];
  for (const [address, atLeast] of Object.entries(pageTable)) {
    for (const [person, client] of Object.entries(people) as [Standing, (typeof people)[Standing]][]) {
      const open = (of: Ids) => client.get(fillAddress(address, of), { maxRedirects: 0 });
      const response = await open(ids);
      const status = response.status();
      const to = response.headers().location;
      const say = (what: string) => wrong.push(`${person} at ${address}: ${what}, was ${status} ${to ?? ""}`);
      if (atLeast === "anyone") {
        if (status >= 400) say("should open");
      } else if (person === "anonymous") {
        if (status !== 307 || !to?.startsWith("/sign-in")) say("should be sent to sign in");
      } else if (atLeast === "admin" && person !== "admin") {
        if (status !== 404) say("should find nothing");
      } else if (status !== 200 && person !== "stranger") say("should open");
      if (person === "stranger" && address.includes("[")) {
        if ((await response.text()).includes(title)) say("should not be told the title");
        if ((await open(missing)).status() !== status) say("should be as for what doesn't exist");
      }
    }
  }
  await close();
  expect(wrong).toEqual([]);
});

test("answers say how far browsers may trust them", async ({ request }) => {
  const page = (await request.get("/sign-in")).headers();
  const nonce = page["content-security-policy"]!.match(/'nonce-([^']+)'/)![1];
  expect(page).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "same-origin" });
  expect(page["content-security-policy"]).toContain("frame-ancestors 'none'");
  const again = (await request.get("/sign-in")).headers()["content-security-policy"];
  expect(again).not.toContain(nonce);
  const api = (await request.get("/api/healthz")).headers();
  expect(api["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  // A client that writes a policy of its own into the request changes nothing.
  const forged = await request.get("/sign-in", { headers: { "content-security-policy": "script-src 'nonce-mine'" } });
  expect(await forged.text()).not.toContain("mine");
});

const run = promisify(execFile);
const cli = path.join(path.dirname(fileURLToPath(import.meta.url)), "../workers/cli/main.ts");

/** What the command line prints, on the installation under test. */
async function runCli(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, ...args], {
    env: { ...process.env, VODMANAGER_URL: process.env.E2E_BASE_URL, ...env },
  });
  return stdout.trim();
}

const settled = (page: Page) => expect(page.locator("[role=status][aria-label=Loading]")).toHaveCount(0);

test("an owner invites, the invited one joins by the link, is given another role and taken out", async ({
  page,
  browser,
}) => {
  await signIn(page);
  await page.goto("/settings/members");
  await settled(page);
  await page.getByLabel("E-mail").fill("invited@example.com");
  await page.getByLabel("As").selectOption("viewer");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await page.getByLabel("Invitation link").inputValue();
  await keepScreens(page, "invite");
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("list", { name: "Open invitations" })).toContainText("invited@example.com");

  const theirs = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL })).newPage();
  await theirs.goto(link);
  await expect(theirs.getByRole("heading", { name: "Join Test channel" })).toBeVisible();
  await keepScreens(theirs, "invitation");
  await theirs.getByLabel("Your name").fill("Inge Vited");
  await theirs.getByLabel("Password").fill("a long enough one");
  await theirs.getByRole("button", { name: "Join" }).click();
  await theirs.waitForURL("**/streams");
  await theirs.goto(link);
  await expect(theirs.getByText("This invitation was used")).toBeVisible();

  await page.reload();
  await settled(page);
  await page.getByLabel("Role of Inge Vited").selectOption("editor");
  await expect(page.getByText("Inge Vited is editor now.")).toBeVisible();
  await keepScreens(page, "members");
  await page.getByRole("button", { name: "Remove Inge Vited" }).click();
  await page.getByRole("button", { name: "Remove Inge Vited" }).click();
  await expect(page.getByText("Inge Vited is out.")).toBeVisible();
  await expect(page.getByLabel("Role of Inge Vited")).toHaveCount(0);
  await theirs.goto("/streams");
  await theirs.waitForURL("**/accounts");
  await expect(theirs.getByText("You belong to none yet.")).toBeVisible();
  await keepScreens(theirs, "no-account");
  await theirs.context().close();
});

test("a key is made, shown once, used, and revoked", async ({ page, playwright }) => {
  await signIn(page);
  await page.goto("/settings/api-keys");
  await page.getByRole("button", { name: "Make a key" }).first().click();
  await page.getByLabel("What it is for").fill("Upload script");
  await page.getByRole("checkbox", { name: /^Cut/ }).check();
  await keepScreens(page, "api-key-new");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await page.getByLabel("API key").inputValue();
  await page.getByRole("button", { name: "I have copied it" }).click();
  expect(await page.content()).not.toContain(key);
  const headers = { authorization: `Bearer ${key}` };
  const client = await playwright.request.newContext({ baseURL: process.env.E2E_BASE_URL, extraHTTPHeaders: headers });
  const answer = await client.get("/api/v1/streams");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["ratelimit-remaining"]).toBeDefined();
  expect((await client.post("/api/v1/trash", { data: { vodIds: [ids.vodId] } })).status()).toBe(403);
  const media = await client.get(`/api/v1/vods/${ids.vodId}/media`, { headers: { range: "bytes=0-99" } });
  expect([media.status(), (await media.body()).length]).toEqual([206, 100]);
  const listed = await runCli(["api", "GET", "/streams"], { VODMANAGER_API_KEY: key });
  expect(JSON.parse(listed).streams.length).toBeGreaterThan(0);
  await page.reload();
  await settled(page);
  await keepScreens(page, "api-keys");
  await page.getByRole("button", { name: "Revoke Upload script" }).click();
  await page.getByRole("button", { name: "Revoke Upload script" }).click();
  await expect(page.getByText("No keys yet")).toBeVisible();
  expect((await client.get("/api/v1/streams")).status()).toBe(401);
});

test("signed-in browsers are listed, and one is signed out", async ({ page, browser }) => {
  await signIn(page);
  const other = await (await browser.newContext({ baseURL: process.env.E2E_BASE_URL })).newPage();
  await signIn(other);
  await page.goto("/settings/profile");
  await expect(page.getByText("this one")).toBeVisible();
  await expect(page.getByText("127.0.0.1").first()).toBeVisible();
  await keepScreens(page, "you-signed-in");
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(page.getByText("Signed out everywhere else.", { exact: true })).toBeVisible();
  // Its page hears of it and leaves by itself.
  await other.waitForURL("**/sign-in**");
  await other.context().close();
});

test("a wrong password says so and no more; without e-mail the page says how to get a new one", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(testUser.email);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "E-mail or password is wrong" })).toBeVisible();
  await keepScreens(page, "sign-in-wrong");
  await page.getByRole("link", { name: "Forgot it?" }).click();
  await expect(page.getByText("vodmanager reset-password")).toBeVisible();
  await keepScreens(page, "forgot-password");
});

test("the command line's link sets a new password, which signs in", async ({ page }) => {
  const { people, close } = await openPeople();
  await close();
  expect(Object.keys(people)).toContain("viewer");
  const link = await runCli(["reset-password", "viewer@e2e.example.com"]);
  await page.goto(link);
  await page.getByLabel("New password").fill("a password chosen anew");
  await keepScreens(page, "reset-password");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("Your new password counts from now on")).toBeVisible();
  await signIn(page, { email: "viewer@e2e.example.com", password: "a password chosen anew" });
  await page.goto(link);
  await page.getByLabel("New password").fill("another one again");
  await page.getByRole("button", { name: "Save the password" }).click();
  await expect(page.getByText("This link was used or is too old.")).toBeVisible();
});
