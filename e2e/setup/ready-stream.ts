import { expect, type Page } from "@playwright/test";
import { makeRecording } from "./recording.ts";

export type ReadyStream = { streamId: string; vodId: string; highlightId: string; shownState: string };
type Listed = { streams: { streamId: string; shownState: string; highlightCount: number; vods: { id: string }[] }[] };

/** A stream of the signed-in account whose highlights are found: the first that was imported, else one imported now. */
export async function getReadyStream(page: Page): Promise<ReadyStream> {
  const found = await findReadyStream(page);
  if (found) return found;
  if (await findStream(page, "Friday night")) return waitForReady(page);
  const recording = await makeRecording();
  await page.goto("/import");
  await page.getByLabel("Title").fill("Friday night");
  await page.getByLabel("Video").setInputFiles(recording.video);
  await page.getByLabel("Chat (optional)").setInputFiles(recording.chat);
  await page.getByLabel("Events (optional)").setInputFiles(recording.events);
  await page.getByLabel("Transcript (optional)").setInputFiles(recording.transcript);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  return waitForReady(page);
}

async function waitForReady(page: Page): Promise<ReadyStream> {
  await expect.poll(() => findReadyStream(page), { timeout: 240_000 }).not.toBeNull();
  return (await findReadyStream(page))!;
}

/** A clip of the stream's best highlight, cut now unless it is there. */
export async function getClipOf(
  page: Page,
  { vodId, highlightId }: Pick<ReadyStream, "vodId" | "highlightId">,
): Promise<{ clipId: string; title: string }> {
  const asked = await page.request.post(`/api/v1/vods/${vodId}/cuts`, {
    headers: { origin: new URL(page.url()).origin },
    data: { highlightIds: [highlightId], anyway: true },
  });
  const { outcomes } = (await asked.json()) as { outcomes: { ok: boolean; clipVodId: string }[] };
  const { clipVodId } = outcomes[0]!;
  const read = async () =>
    (await (await page.request.get(`/api/v1/clips/${clipVodId}`)).json()) as {
      title: string;
      clips: { clipVodId: string; playable: boolean }[];
    };
  const isPlayable = async () => (await read()).clips.find((clip) => clip.clipVodId === clipVodId)?.playable;
  await expect.poll(isPlayable, { timeout: 120_000 }).toBe(true);
  return { clipId: clipVodId, title: (await read()).title };
}

const findReadyStream = async (page: Page): Promise<ReadyStream | null> => {
  const { streams } = (await (
    await page.request.get("/api/v1/streams?state=ready&sort=oldest&limit=100")
  ).json()) as Listed;
  const stream = streams.find((one) => one.highlightCount > 0);
  const found = stream ? await withHighlight(page, stream) : null;
  return found?.shownState === "ready" ? found : null;
};

/** The stream of this title, or null while it isn't there. */
export async function findStream(page: Page, title: string): Promise<ReadyStream | null> {
  const asked = await page.request.get(`/api/v1/streams?q=${encodeURIComponent(title)}`);
  const [stream] = ((await asked.json()) as Listed).streams;
  return stream ? withHighlight(page, stream) : null;
}

async function withHighlight(page: Page, stream: Listed["streams"][number]): Promise<ReadyStream> {
  const { streamId, shownState } = stream;
  const vodId = stream.vods[0]!.id;
  const { highlights } = (await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json()) as {
    highlights: { id: string; refineState: string }[];
  };
  // Bounds and titles still change until then.
  const isRefined = highlights.every((one) => ["done", "skipped", "failed"].includes(one.refineState));
  return { streamId, vodId, shownState: isRefined ? shownState : "refining", highlightId: highlights[0]?.id ?? "" };
}
