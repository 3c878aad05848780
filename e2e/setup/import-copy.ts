import { expect, type Page } from "@playwright/test";
import { findStream, type ReadyStream } from "./ready-stream.ts";
import { makeRecordingFor } from "./recording.ts";

/**
 * Imports the test recording once more under a title of its own, with chat, events and transcript unless `withSignals`
 * is false. Waits until its highlights are looked for.
 */
export async function importCopy(
  page: Page,
  title: string,
  options: { withSignals?: boolean } = {},
): Promise<ReadyStream> {
  const recording = await makeRecordingFor(title);
  await page.goto("/import");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Video").setInputFiles(recording.video);
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
