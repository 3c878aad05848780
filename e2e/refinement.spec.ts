import { expect, type Page, test } from "@playwright/test";
import { importCopy } from "./setup/import-copy.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn, testAdmin } from "./setup/sign-in.ts";

const post = (page: Page, path: string, data: object) =>
  page.request.post(`/api/v1${path}`, { headers: { origin: new URL(page.url()).origin }, data });

test("a highlight shows what refinement did, limits are set, and the operator's switch stops it", async ({
  page,
  browser,
}) => {
  test.setTimeout(420_000);
  await signIn(page);
  const { streamId, vodId } = await importCopy(page, "Refined night");
  const listHighlights = async () =>
    (await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json()).highlights as {
      id: string;
      refineState: string;
      refineReason: string | null;
    }[];
  const states = async () => [...new Set((await listHighlights()).map((one) => one.refineState))];
  await expect.poll(states, { timeout: 120_000 }).toEqual(["done"]);
  const [highlight] = await listHighlights();

  await page.goto(`/vods/${vodId}/highlights/${highlight!.id}`);
  const steps = page.getByRole("list", { name: "Refinement steps" }).getByRole("listitem");
  await expect(steps.first()).toContainText("Step 1");
  await expect(steps.first().getByRole("button", { name: /^Play After/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Play Detected/ })).toBeVisible();

  await page.goto("/settings/refinement");
  const stepLimit = page.getByLabel("Steps a highlight");
  await stepLimit.fill("11");
  await expect(page.getByText("A whole number from 1 to 10")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save limits" })).toBeDisabled();
  await stepLimit.fill("2");
  await page.getByLabel("Highlights a run").fill("4");
  await page.getByLabel("Calls at a time").fill("3");
  await keepScreens(page, "refinement-settings");
  await page.getByRole("button", { name: "Save limits" }).click();
  await expect(page.getByText("Saved.", { exact: false })).toBeVisible();
  await page.reload();
  await expect(stepLimit).toHaveValue("2");
  await expect(page.getByLabel("Calls at a time")).toHaveValue("3");

  const adminPage = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await signIn(adminPage, testAdmin);
  await adminPage.goto("/admin/refinement");
  const onForAll = adminPage.getByRole("switch", { name: "Refinement is on" });
  await onForAll.click();
  await expect(onForAll).not.toBeChecked();
  try {
    await page.reload();
    await expect(page.getByText("An administrator switched refinement off", { exact: false })).toBeVisible();
    // Moved chat moves highlights, and moved highlights would be refined anew.
    const { signalImports } = await (await page.request.get(`/api/v1/streams/${streamId}`)).json();
    const chat = signalImports.find((one: { kind: string }) => one.kind === "chat");
    expect((await post(page, `/signals/${chat.id}/offset`, { offsetMs: 10_000 })).ok()).toBe(true);
    expect((await post(page, `/streams/${streamId}/detections`, {})).ok()).toBe(true);
    const reasons = async () => (await listHighlights()).map((one) => one.refineReason);
    await expect.poll(reasons, { timeout: 120_000 }).toContain("off");
    await page.goto(`/vods/${vodId}/highlights`);
    await expect(page.getByText("Not refined (off)", { exact: false }).first()).toBeVisible();
  } finally {
    await onForAll.click();
    await expect(onForAll).toBeChecked();
    await adminPage.context().close();
  }
});
