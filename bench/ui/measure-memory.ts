import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { Sheet } from "../media/figures.ts";
import { say } from "../media/tools.ts";
import type { BenchBrowser } from "./browser.ts";
import type { UiInstallation } from "./installation.ts";
import { waitUntilUsable, watchPlayer } from "./measure-start.ts";
import { spread } from "./places.ts";
import { readMemory } from "./tools.ts";

/** What a page holds after minutes of playing, scrubbing, scrolling, zooming and changing tabs, against its beginning. */
export async function measureMemory(
  install: UiInstallation,
  bench: BenchBrowser,
  sheet: Sheet,
  minutes: number,
): Promise<void> {
  const context = await bench.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchPlayer);
  await page.goto(`${bench.origin}/vods/${install.vodId}?t=60`);
  await waitUntilUsable(page);
  await page.waitForLoadState("networkidle");
  const session = await context.newCDPSession(page);
  const before = await readMemory(session);
  say(`at the beginning: ${before.megabytes.toFixed(1)} MB, ${before.nodes} nodes`);
  await page.evaluate(() => void document.querySelector("video")!.play());
  const until = Date.now() + minutes * 60_000;
  let seeks = 0;
  for (const part of spread(100_000)) {
    if (Date.now() > until) break;
    await stayAWhile(page, part, install.seconds);
    seeks += 1;
    if (seeks % 30 === 0) {
      const now = await readMemory(session);
      say(`after ${seeks} rounds: ${now.megabytes.toFixed(1)} MB, ${now.nodes} nodes`);
    }
  }
  await page.evaluate(() => document.querySelector("video")!.pause());
  await page.keyboard.press("1");
  // What was scrolled past is let go after 20 s.
  await delay(25_000);
  const after = await readMemory(session);
  say(`at the end, after ${seeks} rounds: ${after.megabytes.toFixed(1)} MB, ${after.nodes} nodes`);
  const name = `memory after ${minutes} min of playback and scrubbing`;
  sheet.atMost(`${name}: growth of the heap and its buffers`, after.megabytes - before.megabytes, 50, "MB");
  sheet.note(`${name}: heap and buffers at the end`, after.megabytes, "MB");
  sheet.note(`${name}: more DOM nodes`, after.nodes - before.nodes, "");
  await context.close();
}

/** A few seconds on the page: a seek by the overview, a scrub along its ruler, a zoom and back, a scroll, another tab. */
async function stayAWhile(page: Page, part: number, seconds: number): Promise<void> {
  const area = (await page.locator("section[aria-label=Overview] canvas").first().boundingBox())!;
  const x = area.x + 10 + part * (area.width - 20);
  await page.mouse.click(x, area.y + 70);
  await delay(600);
  await page.mouse.move(x, area.y + 8);
  await page.mouse.down();
  for (let n = 1; n <= 10; n += 1)
    await page.mouse.move(area.x + 10 + ((part + n / 40) % 1) * (area.width - 20), area.y + 8);
  await page.mouse.up();
  await page.mouse.move(x, area.y + 70);
  for (let n = 0; n < 6; n += 1) await page.mouse.wheel(0, n < 3 ? -300 : 300);
  await page.keyboard.press("0");
  await page.keyboard.press(String(1 + (Math.floor(part * 1000) % 4)));
  await delay(300);
  const list = page.getByRole("log");
  if ((await list.count()) > 0) {
    await list.evaluate((element, ratio) => (element.scrollTop = ratio * element.scrollHeight), (part * 7) % 1);
  }
  await page.evaluate((at) => (document.querySelector("video")!.currentTime = at), part * seconds);
  await delay(900);
}
