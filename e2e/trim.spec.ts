import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { makeCounterRecording, readFrameNumbers } from "./setup/counter-recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";
import { framesOf, grab, keptFrames, type Listed, listHighlights, openHighlight } from "./setup/trimming.ts";

test.describe.configure({ mode: "serial" });

const title = "Counting stream";
let vodId = "";

async function findCounter(page: Page): Promise<Listed[]> {
  const { streams } = await (await page.request.get("/api/v1/streams")).json();
  const stream = streams.find((one: { title: string; highlightCount: number }) => one.title === title);
  if (!stream || stream.highlightCount < 3) return [];
  vodId = stream.vods[0].id;
  return list(page);
}
async function importCounter(page: Page): Promise<void> {
  const recording = await makeCounterRecording();
  await page.goto("/import");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Video").setInputFiles(recording.video);
  await page.getByLabel("Chat (optional)").setInputFiles(recording.chat);
  await page.getByRole("button", { name: "Import", exact: true }).click();
}
const open = (page: Page, id: string) => openHighlight(page, vodId, id);
const list = (page: Page) => listHighlights(page, vodId);

/** Waits until the server has these bounds. */
const expectSaved = (page: Page, id: string, frames: [number, number]) =>
  expect.poll(() => keptFrames(page, vodId, id)).toEqual(frames);

test("a streamer reviews by keyboard, trims with mouse and keys, undoes after a reload, cuts, watches and downloads", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await signIn(page);
  if ((await findCounter(page)).length === 0) await importCounter(page);
  await expect.poll(async () => (await findCounter(page)).length, { timeout: 240_000 }).toBeGreaterThan(2);
  const [first, second] = (await findCounter(page)) as [Listed, Listed];

  await open(page, first.id);
  await page.keyboard.press("x");
  await expect(page.getByText("Rejected 1 highlight.")).toBeVisible();
  await page.keyboard.press("]");
  await page.waitForURL(`**/highlights/${second.id}`);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Approved 1 highlight.")).toBeVisible();
  await expect
    .poll(async () => (await list(page)).slice(0, 2).map((one) => one.reviewState))
    .toEqual(["rejected", "approved"]);

  await open(page, second.id);
  const untouched = await framesOf(page);
  await grab(page, "end", -60);
  await page.keyboard.down("Alt");
  await keepScreens(page, "trim-drag");
  await page.mouse.up();
  await page.keyboard.up("Alt");
  const dragged = await framesOf(page);
  expect(dragged[0]).toBe(untouched[0]);
  expect(dragged[1]).toBeLessThan(untouched[1]);
  await expectSaved(page, second.id, dragged);

  await page.getByTestId("trim-handle-start").focus();
  for (let n = 0; n < 7; n += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  const keyed: [number, number] = [dragged[0] + 37, dragged[1]];
  expect(await framesOf(page)).toEqual(keyed);
  await expectSaved(page, second.id, keyed);

  await page.reload();
  await expect.poll(() => framesOf(page)).toEqual(keyed);
  await page.keyboard.press("z");
  await expect(page.getByText(/^Undid: trim of/)).toBeVisible();
  await expect.poll(() => framesOf(page)).toEqual(dragged);
  await page.keyboard.press("Shift+Z");
  await expect.poll(() => framesOf(page)).toEqual(keyed);
  await expectSaved(page, second.id, keyed);
  await keepScreens(page, "trim");

  await page.keyboard.press("c");
  await expect(page.getByTestId("trim-editor").getByText("Clip ready")).toBeVisible({ timeout: 120_000 });
  const clips = page.getByRole("list", { name: "Clips" });
  await clips.getByRole("button", { name: /^Play / }).click();
  const clip = page.getByRole("dialog").locator("video");
  await expect.poll(() => clip.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2);
  await page.keyboard.press("Escape");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    clips.getByRole("link", { name: /^Download / }).click(),
  ]);
  const to = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-trim-")), "clip.mp4");
  await download.saveAs(to);
  const numbers = await readFrameNumbers(to);
  expect([numbers[0], numbers.at(-1), numbers.length]).toEqual([keyed[0], keyed[1] - 1, keyed[1] - keyed[0]]);
  expect(numbers).toEqual(numbers.map((_, n) => keyed[0] + n));

  await page.getByTestId("trim-handle-end").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("button", { name: "Re-cut" })).toBeVisible();
  await page.keyboard.press("z");
  await expect(page.getByTestId("trim-editor").getByText("Clip ready")).toBeVisible();
});

test("two tabs trim one highlight: each sees the other's, neither overwrites it unasked, and undo has one order", async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  const [, , third] = (await findCounter(page)) as [Listed, Listed, Listed];
  const other = await context.newPage();
  await open(page, third.id);
  await open(other, third.id);
  const before = await framesOf(page);

  await page.getByTestId("trim-handle-start").focus();
  for (let n = 0; n < 5; n += 1) await page.keyboard.press("ArrowRight");
  const fromFirst: [number, number] = [before[0] + 5, before[1]];
  await expectSaved(page, third.id, fromFirst);
  await expect.poll(() => framesOf(other)).toEqual(fromFirst);

  // The second tab drags while the first one saves.
  await grab(other, "end", -50);
  await page.keyboard.press("ArrowRight");
  const newer: [number, number] = [before[0] + 6, before[1]];
  await expectSaved(page, third.id, newer);
  const mine = await framesOf(other);
  expect(mine[1]).toBeLessThan(before[1]);
  await other.mouse.up();
  const asked = other.getByRole("alert").filter({ hasText: "trimmed somewhere else" });
  await expect(asked).toBeVisible();
  await keepScreens(other, "trim-conflict");
  expect((await list(page)).find((one) => one.id === third.id)?.endSeconds).toBe(third.endSeconds);
  await asked.getByRole("button", { name: /^Keep theirs/ }).click();
  await expect.poll(() => framesOf(other)).toEqual(newer);

  await grab(other, "end", -50);
  await page.keyboard.press("ArrowRight");
  await expectSaved(page, third.id, [before[0] + 7, before[1]]);
  await other.mouse.up();
  await asked.getByRole("button", { name: /^Use mine/ }).click();
  const [start, end] = [newer[0], mine[1]];
  await expectSaved(page, third.id, [start, end]);
  await expect.poll(() => framesOf(page)).toEqual([start, end]);

  // One order for both tabs, the newest first, from either.
  const steps: [Page, [number, number]][] = [
    [page, [before[0] + 7, before[1]]],
    [other, newer],
    [page, fromFirst],
    [other, before],
  ];
  for (const [tab, frames] of steps) {
    await tab.bringToFront();
    await tab.keyboard.press("z");
    await expectSaved(page, third.id, frames);
    await expect.poll(() => framesOf(tab)).toEqual(frames);
  }
});
