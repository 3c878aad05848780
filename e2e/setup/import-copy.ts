import { appendFileSync, copyFileSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { findStream, type ReadyStream } from "./ready-stream.ts";
import { makeRecording } from "./recording.ts";

/**
 * Imports the test recording once more under a title of its own: an empty box behind the same bytes makes it another
 * video. With chat, events and transcript, unless `withSignals` is false. Waits until its highlights are looked for.
 */
export async function importCopy(
  page: Page,
  title: string,
  options: { withSignals?: boolean } = {},
): Promise<ReadyStream> {
  const recording = await makeRecording();
  const video = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-copy-")), `${title}.mp4`);
  copyFileSync(recording.video, video);
  const box = Buffer.concat([Buffer.from([0, 0, 0, 8 + title.length]), Buffer.from(`free${title}`, "latin1")]);
  appendFileSync(video, box);
  await page.goto("/import");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Video").setInputFiles(video);
  if (options.withSignals !== false) {
    await page.getByLabel("Chat (optional)").setInputFiles(recording.chat);
    await page.getByLabel("Events (optional)").setInputFiles(recording.events);
    await page.getByLabel("Transcript (optional)").setInputFiles(recording.transcript);
  }
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/streams\/[0-9a-f-]{36}$/, { timeout: 120_000 });
  const isDone = async () => (await findStream(page, title))?.shownState;
  await expect.poll(isDone, { timeout: 240_000 }).toBe("ready");
  return (await findStream(page, title))!;
}
