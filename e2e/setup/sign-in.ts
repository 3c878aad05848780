import type { Page } from "@playwright/test";

/** The user and account that every browser test may sign in as. */
export const testUser = {
  email: "e2e@example.com",
  password: "e2e-password-1",
  name: "Test Streamer",
  accountSlug: "e2e",
};

/** Operates the installation, and is a member of the same account. */
export const testAdmin = { ...testUser, email: "admin@example.com", name: "Test Admin" };

/** Signs in through the form and waits for the list of streams. */
export async function signIn(page: Page, user: { email: string; password: string } = testUser): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(user.email);
  await page.getByLabel("Password").fill(user.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/streams");
}
