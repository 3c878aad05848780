import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { loadConfig } from "#lib/config.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { createLog } from "#lib/platform/log.ts";
import { findRealRecording, makeRecordingFor } from "./setup/recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn, testUser } from "./setup/sign-in.ts";

test.describe.configure({ mode: "serial" });

const longWait = { timeout: 240_000 };

async function importRecording(page: Page, files: Record<string, string>, title: string): Promise<void> {
  await page.goto("/import");
  await page.getByLabel("Title").fill(title);
  for (const [label, file] of Object.entries(files)) await page.getByLabel(label).setInputFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
}

/** The picture and place of the page's video, as the browser has it. */
const videoState = (page: Page) =>
  page
    .locator("video")
    .last()
    .evaluate((video: HTMLVideoElement) => ({
      width: video.videoWidth,
      at: video.currentTime,
      length: video.duration,
      paused: video.paused,
    }));

/** Plays the newest clip of the library, checks its picture and length, downloads it and probes the file. */
async function watchAndDownloadClip(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /^Play / })
    .first()
    .click();
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  await expect.poll(async () => (await videoState(page)).at).toBeGreaterThan(0.2);
  const { length } = await videoState(page);
  await page.keyboard.press("Escape");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("link", { name: /^Download / })
      .first()
      .click(),
  ]);
  const to = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-clip-")), "clip.mp4");
  await download.saveAs(to);
  const ctx = {
    config: loadConfig({ ...process.env }),
    log: createLog({ level: "silent", name: "e2e" }),
    signal: new AbortController().signal,
  };
  const facts = await probeFile(ctx, to);
  expect(facts.video?.codec).toBe("h264");
  expect(facts.audio).toHaveLength(1);
  expect(Math.abs((facts.durationSeconds ?? 0) - length)).toBeLessThan(0.1);
}

test("a wrong password is told apart from a missing server, and the right one leads to the streams", async ({
  page,
}) => {
  await page.goto("/streams");
  await page.getByLabel("E-mail").fill(testUser.email);
  await page.getByLabel("Password").fill("wrong-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
  await keepScreens(page, "sign-in");
  await page.getByLabel("Password").fill(testUser.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/streams$/);
});

test("a streamer imports, sees why, plays a range, cuts all, watches and downloads", async ({ page }) => {
  test.setTimeout(420_000);
  const recording = await makeRecordingFor("Journey night");
  await signIn(page);
  const title = "Journey night";
  await importRecording(
    page,
    {
      Video: recording.video,
      "Chat (optional)": recording.chat,
      "Events (optional)": recording.events,
      "Transcript (optional)": recording.transcript,
    },
    title,
  );
  await expect(page).toHaveURL(/\/streams\/[0-9a-f-]{36}$/, longWait);
  await expect(page.getByRole("heading", { name: title })).toBeVisible();
  await page.getByRole("link", { name: /^Review all/ }).click(longWait);

  const rows = page
    .getByRole("list", { name: "Highlights" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox") });
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(3);
  await expect(rows.first().getByRole("list", { name: "Why" }).getByRole("button").first()).toBeVisible();
  await rows
    .first()
    .getByRole("button", { name: /^Play / })
    .click();
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  await expect.poll(async () => (await videoState(page)).paused).toBe(false);
  await keepScreens(page, "highlights");

  const count = await rows.count();
  await page.getByRole("button", { name: "Cut all clips" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("To read")).toBeVisible();
  await dialog.getByRole("radio", { name: /^Fast/ }).check();
  await expect(dialog.getByText(/^Starts (up to \d+\.\d\d s earlier|where it was asked to)\./)).toBeVisible();
  await keepScreens(page, "cut-dialog");
  await dialog.getByRole("radio", { name: /^Exact/ }).check();
  await dialog.getByRole("button", { name: /^Cut \d+ clips?$/ }).click();
  await expect(page.getByText("Clip ready")).toHaveCount(count, longWait);
  await expect(page.getByText(/^Last cut read .+ of .+; wrote /)).toBeVisible();
  await keepScreens(page, "highlights-cut");
  await page.getByRole("link", { name: "Clips", exact: true }).first().click();
  await expect(page.getByRole("list", { name: "Clips" })).toBeVisible();
  await keepScreens(page, "clips");
  await watchAndDownloadClip(page);
});

test("the replay page follows chat, events and transcript, and the overview seeks", async ({ page }) => {
  await signIn(page);
  await keepScreens(page, "streams");
  await page.getByRole("link", { name: "Journey night" }).first().click();
  await expect(page.getByRole("heading", { name: "Journey night" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Clips" })).toBeVisible();
  await keepScreens(page, "stream");
  await page.getByRole("link", { name: "Replay" }).first().click();
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  for (const tab of ["Chat", "Events", "Transcript", "Highlights"]) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel")).not.toBeEmpty();
  }
  await page.getByRole("tab", { name: "Chat" }).click();
  await page.getByRole("slider", { name: "Position in the video" }).press("PageUp");
  await expect.poll(async () => (await videoState(page)).at).toBeGreaterThan(30);
  await keepScreens(page, "replay");
});

test("the same video again leads to the stream there is; a text file fails with its reason and a retry", async ({
  page,
}) => {
  const recording = await makeRecordingFor("Journey night");
  await signIn(page);
  await importRecording(page, { Video: recording.video }, "Again");
  await expect(page.getByText("This video is here already")).toBeVisible(longWait);
  await page.getByRole("link", { name: "Open the stream" }).click();
  await expect(page.getByRole("heading", { name: "Journey night" })).toBeVisible();

  const text = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-text-")), "notes 📝.mp4");
  writeFileSync(text, "These are notes, not a video.\n".repeat(100));
  await importRecording(page, { Video: text }, "Not a video");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible(longWait);
  await expect(page.getByRole("alert").first()).toContainText(/video/i);
  await keepScreens(page, "failed-import");
});

test("a real recording with a real chat: at least five moments, cut, watched, downloaded", async ({ page }) => {
  const real = findRealRecording();
  test.skip(real === null, "skipped: no shared data");
  test.setTimeout(600_000);
  await signIn(page);
  await importRecording(page, { Video: real!.video, "Chat (optional)": real!.chat }, "Real recording");
  await page.getByRole("link", { name: /^Review all/ }).click({ timeout: 400_000 });
  const rows = page
    .getByRole("list", { name: "Highlights" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox") });
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(5);
  await keepScreens(page, "highlights-real");
  const count = await rows.count();
  await page.getByRole("button", { name: "Cut all clips" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Cut \d+ clips?$/ })
    .click();
  await expect(page.getByText("Clip ready")).toHaveCount(count, { timeout: 400_000 });
  await page.getByRole("link", { name: "Clips", exact: true }).first().click();
  // The page before has buttons of that name, too.
  await page.waitForURL("**/clips*");
  await watchAndDownloadClip(page);
});
