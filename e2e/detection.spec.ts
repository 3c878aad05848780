import { expect, test } from "@playwright/test";
import { makeRecordingFor } from "./setup/recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

const longWait = { timeout: 240_000 };

test("a streamer sees why, moves the chat in time, looks again, judges, and sets words", async ({ page }) => {
  test.setTimeout(420_000);
  const recording = await makeRecordingFor("Judged night");
  await signIn(page);
  await page.goto("/import");
  await page.getByLabel("Title").fill("Judged night");
  const files = {
    Video: recording.video,
    "Chat (optional)": recording.chat,
    "Events (optional)": recording.events,
    "Transcript (optional)": recording.transcript,
  };
  for (const [label, file] of Object.entries(files)) await page.getByLabel(label).setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page).toHaveURL(/\/streams\/[0-9a-f-]{36}$/, longWait);
  const streamUrl = page.url();

  const states = page.getByRole("list", { name: "Signals used" });
  await expect(states).toBeVisible(longWait);
  await expect(states.getByRole("listitem").filter({ hasText: "Chat used:" })).toBeVisible();
  await expect(page.getByText(/^Highlights begin \d+ s before the chat's reaction/)).toBeVisible();

  // What an offset would put where, with pictures; nothing moves before it is asked for.
  await page.getByRole("button", { name: "Move chat in time" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/messages within the video/)).toBeVisible();
  const samples = dialog.getByRole("list", { name: "What would be where" }).getByRole("listitem");
  await expect.poll(() => samples.count()).toBeGreaterThanOrEqual(3);
  await dialog.getByRole("button", { name: "+10" }).click();
  await expect(dialog.getByLabel("Offset in seconds")).toHaveValue("10");
  await expect(samples.first().locator(".line-through")).toBeVisible();
  await expect
    .poll(() =>
      samples
        .first()
        .locator("img")
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    )
    .toBeGreaterThan(0);
  await keepScreens(page, "offset");
  await dialog.getByLabel("Offset in seconds").fill("next week");
  await expect(dialog.getByRole("button", { name: "Move", exact: true })).toBeDisabled();
  await dialog.getByLabel("Offset in seconds").fill("10");
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expect(page.getByText("moved by 10 s")).toBeVisible();
  await expect(page.getByText("A file was read or moved after this search.", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Find again" }).click();
  const changed = page.getByText(/^Against the search before: \d+ kept, [1-9]\d* moved/);
  await expect(changed).toBeVisible(longWait);
  await changed.click();
  await expect(page.getByRole("region", { name: "What changed" }).getByText("moved").first()).toBeVisible();

  await page.getByRole("link", { name: /^Review all/ }).click();
  await page
    .getByRole("button", { name: /^Approve: / })
    .first()
    .click();
  const second = page.getByRole("button", { name: /^Reject: / }).nth(1);
  await second.click();
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await page.goto(streamUrl);
  await expect(page.getByText(/Right so far: 50 % of the best 5 \(1 of 2 judged\)/)).toBeVisible();
  await keepScreens(page, "stream-judged");

  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByLabel("Words you say").fill("banana split\nlet's cook");
  await page.getByLabel("Highlights a stream").fill("2");
  await keepScreens(page, "detection-settings");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.", { exact: false })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Words you say")).toHaveValue("banana split\nlet's cook");
  await page.getByLabel("Highlights a stream").fill("10");
  await page.getByLabel("Words you say").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.", { exact: false })).toBeVisible();
});
