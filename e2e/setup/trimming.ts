import { type Browser, expect, type Page } from "@playwright/test";

/** Of the recordings that tests make. */
export const framesPerSecond = 30;

export type Listed = {
  id: string;
  title: string | null;
  startSeconds: number;
  endSeconds: number;
  reviewState: string;
};
type Side = "start" | "end";
/** The first frame kept, and the first one not kept. */
export type Frames = [start: number, end: number];

/** A video's highlights as the server has them, in time. */
export async function listHighlights(page: Page, vodId: string): Promise<Listed[]> {
  const { highlights } = await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json();
  return highlights.sort((a: Listed, b: Listed) => a.startSeconds - b.startSeconds);
}

/** Makes a highlight by hand, in seconds; gives its id. */
export async function makeHighlight(
  page: Page,
  vodId: string,
  startSeconds: number,
  endSeconds: number,
  title: string,
) {
  const { media } = await (await page.request.get(`/api/v1/vods/${vodId}`)).json();
  const made = await page.request.post(`/api/v1/vods/${vodId}/highlights`, {
    headers: { origin: new URL(page.url()).origin },
    data: { startTicks: startSeconds * media.timescale, endTicks: endSeconds * media.timescale, title },
  });
  const { highlightId } = (await made.json()) as { highlightId: string };
  return highlightId;
}

/** Opens a highlight's page and waits until its bounds can be moved and its picture is there. */
export async function openHighlight(page: Page, vodId: string, highlightId: string): Promise<void> {
  await page.goto(`/vods/${vodId}/highlights/${highlightId}`);
  await expectReady(page);
}

export async function expectReady(page: Page): Promise<void> {
  await expect(handleOf(page, "start")).toHaveAttribute("aria-valuetext", /frame \d+/);
  await expect
    .poll(() => page.locator("video").evaluate((video: HTMLVideoElement) => video.readyState))
    .toBeGreaterThan(1);
}

export const handleOf = (page: Page, side: Side) => page.getByTestId(`trim-handle-${side}`);

/** The frames the handles stand on. */
export async function framesOf(page: Page): Promise<Frames> {
  const read = async (side: Side) => {
    const text = await handleOf(page, side).getAttribute("aria-valuetext");
    return Number(/frame (\d+)/.exec(text ?? "")?.[1]);
  };
  return [await read("start"), await read("end")];
}

/** The frames the server keeps for a highlight; null where it has none of that id. */
export async function keptFrames(page: Page, vodId: string, highlightId: string): Promise<Frames | null> {
  const found = (await listHighlights(page, vodId)).find((one) => one.id === highlightId);
  return found ? [atFrame(found.startSeconds), atFrame(found.endSeconds)] : null;
}

const atFrame = (seconds: number) => Math.round(seconds * framesPerSecond);

/** Waits until the handles stand on these frames, and the server keeps them. */
export async function expectFrames(page: Page, vodId: string, highlightId: string, frames: Frames): Promise<void> {
  await expect.poll(() => framesOf(page)).toEqual(frames);
  await expect.poll(() => keptFrames(page, vodId, highlightId)).toEqual(frames);
}

/** Takes a handle with the mouse and moves it; the button stays down. */
export async function grab(page: Page, side: Side, byPx: number): Promise<void> {
  const handle = handleOf(page, side);
  await handle.scrollIntoViewIfNeeded();
  const box = (await handle.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + byPx, y, { steps: 8 });
}

/** A page on a phone. */
export async function openPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    baseURL: process.env.E2E_BASE_URL,
  });
  return context.newPage();
}

type Point = { x: number; y: number };

/** Fingers on the page, each going straight from one place to another, a step a frame. */
export async function moveFingers(page: Page, ways: { from: Point; to: Point }[], steps = 10): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const at = (part: number) =>
    ways.map(({ from, to }, id) => ({
      ...{ id, x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part },
    }));
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: ReturnType<typeof at>) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", at(0));
  for (let step = 1; step <= steps; step += 1) {
    await send("touchMove", at(step / steps));
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await send("touchEnd", []);
  await cdp.detach();
}
