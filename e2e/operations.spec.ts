import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { getReadyStream } from "./setup/ready-stream.ts";
import { makeRecording } from "./setup/recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn, testAdmin, testUser } from "./setup/sign-in.ts";

test.describe.configure({ mode: "serial" });

const longWait = { timeout: 90_000 };
type Highlight = { id: string; startTicks: number; endTicks: number; cutState: string; reviewState: string };

const post = async (page: Page, path: string, data: unknown = {}) => {
  const answer = await page.request.post(`/api/v1${path}`, { data, headers: { origin: process.env.E2E_BASE_URL! } });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
};
const highlightsOf = async (page: Page, vodId: string) =>
  (await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json()).highlights as Highlight[];
const jobRows = (page: Page) => page.getByRole("list", { name: "Jobs" }).getByRole("listitem");

/** The switch of a kind of job on the admin page; the page is open. */
async function mayRun(page: Page, label: string, isOn: boolean): Promise<void> {
  const toggle = page.getByRole("switch", { name: label });
  if ((await toggle.getAttribute("aria-checked")) !== String(isOn)) await toggle.click();
  await expect(toggle).toHaveAttribute("aria-checked", String(isOn));
}

test("a recording that can't be read stands under Jobs with its reason, and is tried again", async ({ page }) => {
  test.setTimeout(300_000);
  const { video } = await makeRecording();
  const broken = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-broken-")), "broken.mp4");
  const bytes = readFileSync(video);
  writeFileSync(broken, bytes.subarray(0, Math.floor(bytes.length / 3)));
  await signIn(page);
  await page.goto("/import");
  await page.getByLabel("Title").fill("Broken night");
  await page.getByLabel("Video").setInputFiles(broken);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/streams\/[0-9a-f-]{36}$/);
  await page.goto("/jobs");
  const row = jobRows(page).filter({ hasText: "Broken night" });
  await expect(row.getByText("Failed", { exact: true })).toBeVisible(longWait);
  const reason = row.locator(".text-bad").last();
  await expect(reason).toHaveText(/\S+ \S+/);
  await expect(page.getByRole("button", { name: /^Jobs: .*\d failed/ })).toBeVisible();
  const [retried] = await Promise.all([
    page.waitForResponse((response) => /\/jobs\/[^/]+\/retry$/.test(new URL(response.url()).pathname)),
    row.getByRole("button", { name: "Try again: Broken night" }).click(),
  ]);
  expect(retried.ok()).toBe(true);
  await expect(page.getByText("“Broken night” is tried again")).toBeVisible();
  await expect(row.getByText("Failed", { exact: true })).toBeVisible(longWait);
  await keepScreens(page, "jobs");
  // Gone from the failures once it is in the trash.
  await row.getByRole("link", { name: "Broken night" }).click();
  await expect(page).toHaveURL(/\/streams\//);
  const streamId = page.url().split("/").at(-1)!;
  const { stream } = await (await page.request.get(`/api/v1/streams/${streamId}`)).json();
  await post(page, "/trash", { vodIds: [stream.vods[0].id] });
  await page.goto("/jobs?show=failed");
  await expect(page.locator("[role=status][aria-label=Loading]")).toHaveCount(0);
  await expect(jobRows(page).filter({ hasText: "Broken night" })).toHaveCount(0);
});

test("an operator holds cuts back; one that waits is cancelled on the jobs page, and nothing is left of it", async ({
  page,
  browser,
}) => {
  test.setTimeout(400_000);
  await signIn(page);
  const { vodId } = await getReadyStream(page);
  const operating = await browser.newPage();
  await signIn(operating, testAdmin);
  await operating.goto("/admin");
  await mayRun(operating, "Cutting of clips", false);
  const before = await highlightsOf(page, vodId);
  const toCut = before.find((one) => one.cutState === "none")!;
  await post(page, `/vods/${vodId}/cuts`, { highlightIds: [toCut.id] });
  await page.goto("/jobs?show=open");
  const row = jobRows(page).filter({ hasText: "Cutting clips" });
  await expect(row.getByText("Held up")).toBeVisible();
  await expect(row.getByText(/Held back by who runs this installation/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Jobs: 1 waiting/ })).toBeVisible();
  await row.getByRole("button", { name: /^Cancel: / }).click();
  await expect(page.getByText("Nothing is running")).toBeVisible();
  expect((await highlightsOf(page, vodId)).find(({ id }) => id === toCut.id)?.cutState).toBe("none");
  await mayRun(operating, "Cutting of clips", true);
  await operating.close();
});

test("a file that waits is cancelled, tried again, and read", async ({ page, browser }) => {
  test.setTimeout(400_000);
  await signIn(page);
  const { streamId } = await getReadyStream(page);
  const operating = await browser.newPage();
  await signIn(operating, testAdmin);
  await operating.goto("/admin");
  await mayRun(operating, "Reading of chat, events, transcripts", false);
  const { transcript } = await makeRecording();
  const upload = await page.request.post(`/api/v1/uploads?name=late.srt`, {
    data: readFileSync(transcript),
    headers: { origin: process.env.E2E_BASE_URL!, "content-type": "application/octet-stream" },
  });
  const { uploadId } = await upload.json();
  await post(page, `/streams/${streamId}/signals`, { transcriptUploadId: uploadId });
  await page.goto("/jobs");
  const row = jobRows(page).filter({ hasText: "late.srt" });
  await expect(row.getByText("Held up")).toBeVisible();
  await row.getByRole("button", { name: /^Cancel: / }).click();
  await expect(row.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(row.getByText(/Its file is kept for a week/)).toBeVisible();
  await mayRun(operating, "Reading of chat, events, transcripts", true);
  await operating.close();
  await row.getByRole("button", { name: /^Try again: / }).click();
  await expect(row.getByText("Done", { exact: true })).toBeVisible(longWait);
});

test("an operator has highlights looked for again: the difference is shown, what was cut stays as it is", async ({
  page,
  browser,
}) => {
  test.setTimeout(400_000);
  await signIn(page);
  const { vodId, streamId, highlightId } = await getReadyStream(page);
  await post(page, `/vods/${vodId}/cuts`, { highlightIds: [highlightId] });
  const cutOne = async () => (await highlightsOf(page, vodId)).find(({ id }) => id === highlightId)!;
  await expect.poll(async () => (await cutOne()).cutState, longWait).toBe("ready");
  const before = await cutOne();

  const operating = await browser.newPage();
  await signIn(operating, testAdmin);
  await operating.goto("/admin");
  await expect(operating.getByRole("region", { name: "What accounts hold" }).getByText("Test channel")).toBeVisible();
  await expect(operating.getByRole("region", { name: "Worker processes" }).getByText(/ago$/)).toBeVisible();
  await keepScreens(operating, "admin");
  await operating.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Streams" }).click();
  const { stream } = await (await page.request.get(`/api/v1/streams/${streamId}`)).json();
  await operating.getByLabel("Title or account").fill(stream.title);
  const row = operating
    .getByRole("list", { name: "Streams" })
    .getByRole("listitem")
    .filter({ hasText: stream.title })
    .first();
  const runs = async () => (await (await page.request.get(`/api/v1/streams/${streamId}`)).json()).detection;
  const runBefore = (await runs()).id;
  await row.getByRole("button", { name: `Find highlights again: ${stream.title}` }).click();
  await expect.poll(async () => (await runs()).id).not.toBe(runBefore);
  await expect(row.getByText("Done", { exact: true })).toBeVisible(longWait);
  await expect(row.getByText(/Against the search before: \d+ kept, .*left as you had them/)).toBeVisible();
  await keepScreens(operating, "admin-streams");
  const after = await cutOne();
  expect(after).toMatchObject({ startTicks: before.startTicks, endTicks: before.endTicks, cutState: "ready" });

  await operating.getByRole("navigation", { name: "Admin" }).getByRole("link", { name: "Log" }).click();
  const log = operating.getByRole("region", { name: "What operators did" });
  await expect(log.getByRole("row").nth(1)).toContainText("Had highlights looked for again");
  await expect(log.getByRole("row").nth(1)).toContainText(testAdmin.name);
  await operating.goto("/admin/failures");
  const failure = operating.getByRole("list", { name: "Failures" }).getByRole("listitem").first();
  await failure.getByText("Stack", { exact: true }).click();
  await expect(failure.locator("pre")).toContainText("host ");
  await operating.close();

  // For everybody else there is nothing there.
  for (const address of ["/admin", "/admin/failures", "/admin/alerts", "/admin/streams", "/admin/log"]) {
    expect((await page.goto(address))!.status()).toBe(404);
  }
  await expect(page.getByText(testUser.name)).toHaveCount(0);
});
