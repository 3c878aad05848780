import { expect, test } from "@playwright/test";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

test("the palette goes to any page by typing a part of its name", async ({ page }) => {
  await signIn(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to or do anything" });
  await expect(palette).toBeVisible();
  await keepScreens(page, "palette");
  await palette.getByRole("combobox").fill("stor");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/storage");
  await expect(palette).toBeHidden();
  await page.keyboard.press("Control+k");
  await palette.getByRole("combobox").fill("no page is called this");
  await expect(palette.getByText("Nothing is called that.", { exact: false })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the question mark shows the keys of the page; a key of one's own choice counts at once and after a reload", async ({
  page,
}) => {
  await signIn(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys on this page" });
  await expect(help.getByText("Go to or do anything")).toBeVisible();
  await keepScreens(page, "key-help");
  await help.getByRole("link", { name: "Choose your own keys" }).click();
  await page.waitForURL("**/settings/keys");
  await expect(help).toBeHidden();

  await page.getByRole("button", { name: "Add a key for: Show the keys" }).click();
  await page.keyboard.press("k");
  await expect(page.getByText("k would do two things", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Add a key for: Show the keys" }).click();
  await page.keyboard.press("h");
  await expect(page.getByRole("button", { name: "Take h from: Show the keys" })).toBeVisible();
  await keepScreens(page, "key-settings");
  await page.getByRole("heading", { name: "Keys", exact: true }).click();
  await page.keyboard.press("h");
  await expect(help).toBeVisible();
  await page.keyboard.press("h");
  await expect(help).toBeHidden();

  await page.reload();
  await expect(page.getByRole("button", { name: "Take h from: Show the keys" })).toBeVisible();
  await page.keyboard.press("h");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Usual keys for everything" }).click();
  await expect(page.getByRole("button", { name: "Take h from: Show the keys" })).toBeHidden();
});

test("keys are left to what one types into", async ({ page }) => {
  await signIn(page);
  await page.goto("/import");
  await page.getByLabel("Title").fill("");
  await page.getByLabel("Title").press("?");
  await expect(page.getByLabel("Title")).toHaveValue("?");
  await expect(page.getByRole("dialog")).toBeHidden();
});
