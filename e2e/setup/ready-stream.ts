import { expect, type Page } from "@playwright/test";
import { makeRecording } from "./recording.ts";

export type ReadyStream = { streamId: string; vodId: string; highlightId: string };
type Listed = { streams: { streamId: string; highlightCount: number; vods: { id: string; state: string }[] }[] };

/** A stream of the signed-in account whose highlights are found: one that is there, else one imported now. */
export async function getReadyStream(page: Page): Promise<ReadyStream> {
  const found = await findReadyStream(page);
  if (found) return found;
  const recording = await makeRecording();
  await page.goto("/import");
  await page.getByLabel("Title").fill("Friday night");
  await page.getByLabel("Video").setInputFiles(recording.video);
  await page.getByLabel("Chat (optional)").setInputFiles(recording.chat);
  await page.getByLabel("Events (optional)").setInputFiles(recording.events);
  await page.getByLabel("Transcript (optional)").setInputFiles(recording.transcript);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect.poll(() => findReadyStream(page), { timeout: 240_000 }).not.toBeNull();
  return (await findReadyStream(page))!;
}

async function findReadyStream(page: Page): Promise<ReadyStream | null> {
  const { streams } = (await (await page.request.get("/api/v1/streams")).json()) as Listed;
  for (const { streamId, highlightCount, vods } of streams) {
    const vod = vods.find((one) => one.state === "ready");
    if (!vod || highlightCount === 0) continue;
    const { highlights } = await (await page.request.get(`/api/v1/vods/${vod.id}/highlights`)).json();
    return { streamId, vodId: vod.id, highlightId: highlights[0].id };
  }
  return null;
}
