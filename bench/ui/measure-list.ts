import type { Page } from "@playwright/test";
import type { Sheet } from "../media/figures.ts";
import type { BenchBrowser } from "./browser.ts";
import type { UiInstallation } from "./installation.ts";
import { readScripting } from "./scripting.ts";

const throttles = [1, 4];
/** As a quick turn of the wheel goes. */
const scrollPxPerSecond = 1_500;
const scrolledPx = 12_000;

/**
 * Frames a second and the main thread's long tasks while the list of 200 highlights is scrolled. For orientation: nothing
 * was demanded of it.
 */
export async function measureList(install: UiInstallation, bench: BenchBrowser, sheet: Sheet): Promise<void> {
  for (const [look, search] of [
    ["rows", ""],
    ["cards", "?as=cards"],
  ] as const) {
    for (const throttle of throttles) {
      const context = await bench.newContext();
      const page = await context.newPage();
      await page.goto(`${bench.origin}/vods/${install.vodId}/highlights${search}`);
      const items = page.getByRole("list", { name: "Highlights" }).locator(":scope > li");
      await items.first().waitFor();
      await page.waitForLoadState("networkidle");
      await readPictures(page);
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
      await watchLongTasks(page);
      const { framesPerSecond, scriptingMs } = await readScripting(page, session, async () => {
        await session.send("Input.synthesizeScrollGesture", {
          ...{ x: 300, y: 500, yDistance: -scrolledPx, speed: scrollPxPerSecond, gestureSourceType: "mouse" },
        });
      });
      const tasks = await page.evaluate(() => window.benchLongTasks ?? []);
      const name = `scrolling ${await items.count()} highlights as ${look}, at ${throttle} × throttle`;
      sheet.note(name, framesPerSecond, "frames/s");
      sheet.note(`${name}: scripting a frame on average`, scriptingMs, "ms");
      sheet.note(`${name}: tasks over 50 ms`, tasks.length, "");
      sheet.note(`${name}: longest of them`, Math.max(0, ...tasks), "ms");
      await context.close();
    }
  }
}

/** Has every row's picture made and sent once: ffmpeg's work for them is the server's, and here it has the same processors. */
const readPictures = (page: Page) =>
  page.evaluate(async () => {
    for (const image of document.querySelectorAll<HTMLImageElement>("li img")) await (await fetch(image.src)).blob();
  });

const watchLongTasks = (page: Page) =>
  page.evaluate(() => {
    const tasks: number[] = [];
    window.benchLongTasks = tasks;
    const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
    watch.observe({ type: "longtask" });
  });

declare global {
  interface Window {
    benchLongTasks?: number[];
  }
}
