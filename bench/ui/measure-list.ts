import type { Page } from "@playwright/test";
import type { Sheet } from "../media/figures.ts";
import type { BenchBrowser } from "./browser.ts";
import type { UiInstallation } from "./installation.ts";
import { readScripting } from "./scripting.ts";

const throttle = 4;
const scrollPxPerSecond = 3_000;

/** Frames a second and the main thread's long tasks while the list of 200 highlights is scrolled to its end, 4 × slower. */
export async function measureList(install: UiInstallation, bench: BenchBrowser, sheet: Sheet): Promise<void> {
  for (const [look, search] of [
    ["rows", ""],
    ["cards", "?as=cards"],
  ] as const) {
    const context = await bench.newContext();
    const page = await context.newPage();
    await page.goto(`${bench.origin}/vods/${install.vodId}/highlights${search}`);
    const items = page.getByRole("list", { name: "Highlights" }).locator(":scope > li");
    await items.first().waitFor();
    await page.waitForLoadState("networkidle");
    const count = await items.count();
    await readPictures(page);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: throttle });
    await watchLongTasks(page);
    const heightPx = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    const { framesPerSecond, scriptingMs } = await readScripting(page, session, async () => {
      await session.send("Input.synthesizeScrollGesture", {
        ...{ x: 300, y: 500, yDistance: -heightPx, speed: scrollPxPerSecond, gestureSourceType: "mouse" },
      });
    });
    const tasks = await page.evaluate(() => window.benchLongTasks ?? []);
    const name = `scrolling ${count} highlights as ${look}, at ${throttle} × throttle`;
    sheet.note(`${name}: way`, heightPx, "px");
    sheet.atLeast(name, framesPerSecond, 55, "frames/s");
    sheet.atMost(`${name}: scripting a frame on average`, scriptingMs, 16, "ms");
    sheet.note(`${name}: tasks over 50 ms`, tasks.length, "");
    sheet.note(`${name}: longest task`, Math.max(0, ...tasks), "ms");
    await context.close();
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
