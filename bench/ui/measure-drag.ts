import type { CDPSession, Page } from "@playwright/test";
import { listHighlights } from "#lib/highlights/queries.ts";
import type { Sheet } from "../media/figures.ts";
import type { BenchBrowser } from "./browser.ts";
import type { UiInstallation } from "./installation.ts";
import { waitUntilUsable, watchPlayer } from "./measure-start.ts";
import { readScripting } from "./scripting.ts";

const throttle = 4;
const dragMs = 4_000;
const movesPerSecond = 60;

type Point = { x: number; y: number };

/** Frames a second and scripting a frame while the overview is panned and handles are dragged, on a processor 4 × slower. */
export async function measureDrag(install: UiInstallation, bench: BenchBrowser, sheet: Sheet): Promise<void> {
  const context = await bench.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchPlayer);
  await page.goto(`${bench.origin}/vods/${install.vodId}?t=14000&zoom=13000-16000&range=14200-15000`);
  await waitUntilUsable(page);
  await page.waitForLoadState("networkidle");
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });

  const area = (await page.locator("section[aria-label=Overview] canvas").first().boundingBox())!;
  const middle = { x: area.x + area.width / 2, y: area.y + 70 };
  const sway = (n: number) => Math.sin(n / 25) * area.width * 0.35;
  const pan = await drag(page, session, middle, (n) => ({ x: middle.x + sway(n), y: middle.y }), { button: "middle" });
  judge(sheet, "panning the overview", pan);

  const thumb = (await page.getByRole("scrollbar", { name: "What the overview shows" }).boundingBox())!;
  const grip = { x: thumb.x + thumb.width / 2, y: thumb.y + thumb.height / 2 };
  const strip = await drag(page, session, grip, (n) => ({ x: grip.x + sway(n) * 0.5, y: grip.y }), { button: "left" });
  judge(sheet, "moving the overview by its strip", strip);

  await page.goto(`${bench.origin}/vods/${install.vodId}?t=14000&zoom=13000-16000&range=14200-15000`);
  await waitUntilUsable(page);
  await page.waitForLoadState("networkidle");
  const handle = (await page.getByRole("slider", { name: "End of the new highlight" }).boundingBox())!;
  const hold = { x: handle.x + handle.width / 2, y: handle.y + handle.height / 2 };
  const end = await drag(page, session, hold, (n) => ({ x: hold.x + sway(n) * 0.3, y: hold.y }), { button: "left" });
  judge(sheet, "dragging a handle of a marked range", end);

  const [highlight] = await listHighlights(install.ctx, install);
  await page.goto(`${bench.origin}/vods/${install.vodId}?h=${highlight!.id}`);
  const trimmed = page.getByTestId("trim-editor").getByRole("slider").last();
  await trimmed.waitFor();
  await page.waitForLoadState("networkidle");
  const trim = (await trimmed.boundingBox())!;
  const held = { x: trim.x + trim.width / 2, y: trim.y + trim.height / 2 };
  const cut = await drag(page, session, held, (n) => ({ x: held.x + sway(n) * 0.2, y: held.y }), { button: "left" });
  judge(sheet, "dragging a handle of the trim editor", cut);
  await context.close();
}

type Dragged = { framesPerSecond: number; scriptingMs: number };

function judge(sheet: Sheet, name: string, { framesPerSecond, scriptingMs }: Dragged): void {
  sheet.atLeast(`${name}, at ${throttle} × throttle`, framesPerSecond, 55, "frames/s");
  sheet.atMost(`${name}, scripting a frame on average`, scriptingMs, 16, "ms");
}

/** Drags as a mouse that tells its place 60 times a second, whether or not the page keeps up. */
async function drag(
  page: Page,
  session: CDPSession,
  from: Point,
  at: (n: number) => Point,
  { button }: { button: "left" | "middle" },
): Promise<Dragged> {
  const buttons = button === "left" ? 1 : 4;
  const tell = (type: "mousePressed" | "mouseMoved" | "mouseReleased", point: Point) =>
    session.send("Input.dispatchMouseEvent", { type, ...point, button, buttons, clickCount: 1 });
  await session.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...from });
  await tell("mousePressed", from);
  const sent: Promise<unknown>[] = [];
  const result = await readScripting(page, session, async () => {
    const began = performance.now();
    for (let n = 0; performance.now() - began < dragMs; n += 1) {
      sent.push(tell("mouseMoved", at(n)));
      const nextMs = began + ((n + 1) * 1000) / movesPerSecond - performance.now();
      if (nextMs > 0) await new Promise((resolve) => setTimeout(resolve, nextMs));
    }
  });
  await Promise.all(sent);
  await tell("mouseReleased", at(0));
  return result;
}
