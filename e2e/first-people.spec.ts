import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { createUser } from "#lib/accounts/create-user.ts";
import { type BareStack, startBareStack } from "./setup/bare-stack.ts";
import { keepScreens } from "./setup/screens.ts";

// An installation from its first user on: each test finds what the one before left.
test.describe.configure({ mode: "serial" });

let stack: BareStack;
let context: BrowserContext;
let page: Page;
test.beforeAll(async ({ browser }) => {
  test.setTimeout(200_000);
  stack = await startBareStack();
  context = await browser.newContext({ baseURL: stack.origin });
  page = await context.newPage();
});
test.afterAll(async () => {
  await context?.close();
  await stack?.stop();
});

const password = "a long enough one";
const settled = () => expect(page.locator("[role=status][aria-label=Loading]")).toHaveCount(0);
const signOut = async () => {
  await page.getByRole("button", { name: "Account", exact: true }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
};
const signIn = async (email: string, given = password) => {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(given);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
};

test("the first start makes the operator and their account, for who has the code", async () => {
  await page.goto("/sign-in");
  await page.waitForURL("**/setup");
  await page.getByLabel("Your name").fill("Opal Operator");
  await page.getByLabel("E-mail").fill("opal@example.com");
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Name of your channel").fill("Opal plays");
  await page.getByLabel("Code").fill("not the code");
  await page.getByRole("button", { name: "Set up" }).click();
  await expect(page.getByRole("main").getByRole("alert").first()).toBeVisible();
  await keepScreens(page, "setup");
  await page.getByLabel("Code").fill(stack.code);
  await page.getByRole("button", { name: "Set up" }).click();
  await page.waitForURL("**/streams");
  await page.goto("/setup");
  await page.waitForURL("**/streams");
});

test("a user changes their name, address and password, and signs in with the new ones", async () => {
  await page.goto("/settings/profile");
  await settled();
  await keepScreens(page, "you");
  await page.getByLabel("Your name").fill("Opal the Second");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("You are Opal the Second from now on.")).toBeVisible();

  const email = page.getByRole("region", { name: "E-mail" });
  await email.getByRole("button", { name: "Change" }).click();
  await email.getByLabel("New address").fill("opal@new.example.com");
  await email.getByLabel("Your password").fill("not the password");
  await email.getByRole("button", { name: "Change the address" }).click();
  await expect(email.getByRole("alert")).toContainText("The password is wrong.");
  await keepScreens(page, "you-address");
  await email.getByLabel("Your password").fill(password);
  await email.getByRole("button", { name: "Change the address" }).click();
  await expect(page.getByText("Your new address counts from now on.")).toBeVisible();
  await expect(email).toContainText("opal@new.example.com");

  await page.getByLabel("Current password").fill(password);
  await page.getByLabel("New password").fill("another long one");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your new password counts from now on.", { exact: false })).toBeVisible();
  await signOut();
  await signIn("opal@new.example.com", "another long one");
  await page.waitForURL("**/streams");
});

const lava = { sub: "44322889", preferred_username: "LavaRunner", email: "lava@example.com", email_verified: true };

test("Twitch is linked, signs in, and is unlinked", async () => {
  await page.goto("/settings/profile");
  stack.twitch.signInAs(null);
  await page.getByRole("button", { name: "Link Twitch" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("You declined at Twitch.");
  stack.twitch.signInAs({ ...lava, sub: "7", email: "opal@twitch.example" });
  await page.getByRole("button", { name: "Link Twitch" }).click();
  await expect(page.getByText("Twitch signs you in from now on.")).toBeVisible();
  await settled();
  await keepScreens(page, "you-twitch");
  await signOut();
  await page.getByRole("button", { name: "Continue with Twitch" }).click();
  await page.waitForURL("**/streams");
  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByRole("button", { name: "Link Twitch" })).toBeVisible();
});

test("somebody makes a user, then a channel and another, and changes between them", async () => {
  await signOut();
  await page.getByRole("link", { name: "Make a user" }).click();
  await page.getByLabel("Your name").fill("Nora New");
  await page.getByLabel("E-mail").fill("nora@example.com");
  await page.getByLabel("Password").fill("short");
  await keepScreens(page, "sign-up");
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make a user" }).click();
  await page.waitForURL("**/accounts");
  await page.getByLabel("Name of your channel").fill("Nora plays");
  await keepScreens(page, "no-account");
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.waitForURL("**/streams");
  await page.goto("/accounts");
  await page.getByLabel("Another account").fill("Nora's second channel");
  await keepScreens(page, "accounts");
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.waitForURL("**/streams");

  await page.getByRole("button", { name: "Account", exact: true }).click();
  const menu = page.getByRole("menu");
  await expect(menu.getByRole("menuitemradio", { name: "Nora's second channel" })).toBeChecked();
  await keepScreens(page, "account-switcher");
  await menu.getByRole("menuitemradio", { name: "Nora plays" }).click();
  await page.waitForURL("**/streams");
  await page.getByRole("button", { name: "Account", exact: true }).click();
  await expect(menu.getByRole("menuitemradio", { name: "Nora plays" })).toBeChecked();
  await page.keyboard.press("Escape");
});

test("a new streamer comes by Twitch; who declines there is told that nothing changed", async () => {
  await signOut();
  stack.twitch.signInAs(null);
  await keepScreens(page, "sign-in-twitch");
  await page.getByRole("button", { name: "Continue with Twitch" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("You declined at Twitch.");
  stack.twitch.signInAs(lava);
  await page.getByRole("button", { name: "Continue with Twitch" }).click();
  await page.waitForURL("**/accounts");
  await expect(page.getByText("You are lava@example.com.")).toBeVisible();
  // It is their only way in.
  await page.getByLabel("Name of your channel").fill("Lava");
  await page.getByRole("button", { name: "Open an account" }).click();
  await page.waitForURL("**/streams");
  await page.goto("/settings/profile");
  await expect(page.getByRole("button", { name: "Unlink" })).toBeDisabled();
  await expect(page.getByRole("heading", { name: "Password" })).toBeHidden();
  await signOut();
});

test("who operates the installation needs no account", async () => {
  const operator = { email: "only-operates@example.com", password, name: "Only Operates" };
  await createUser(stack.ctx, { ...operator, isAdmin: true });
  await signIn(operator.email);
  await page.waitForURL("**/accounts");
  await page.getByRole("link", { name: "Operate the installation" }).click();
  await expect(page.getByRole("heading", { name: "Installation", level: 1 })).toBeVisible();
  await settled();
  await keepScreens(page, "operator");
  const errors: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  const nav = page.getByRole("navigation", { name: "Admin" });
  for (const link of await nav.getByRole("link").all()) {
    await link.click();
    await settled();
  }
  await page.goto("/settings/profile");
  await expect(page.getByLabel("Your name")).toHaveValue("Only Operates");
  expect(errors).toEqual([]);
  await page.goto("/streams");
  await page.waitForURL("**/accounts");
  await page.goto("/admin");
  await signOut();
});

test("the API's page names every part, leads to it, and shows an example that can be copied", async () => {
  await page.goto("/docs/api");
  await expect(page.getByRole("heading", { name: "The API", level: 1 })).toBeVisible();
  await keepScreens(page, "api-docs");
  await page.setViewportSize({ width: 1440, height: 900 });
  const parts = page.getByRole("navigation", { name: "Parts of the API" }).getByRole("link");
  for (const part of (await parts.allTextContents()).filter((name) => !name.includes("VOD"))) {
    await expect(page.getByRole("heading", { name: part, level: 2, exact: true }), part).toHaveCount(1);
  }
  await parts.filter({ hasText: "Clips" }).click();
  await expect(page).toHaveURL(/#Clips$/);
  await expect(page.getByText("/clips/archive").first()).toBeAttached();
});
