import type { Page } from "@playwright/test";
import { getMedia } from "#lib/vods/queries.ts";
import type { Sheet } from "../media/figures.ts";
import type { BenchBrowser } from "./browser.ts";
import { counts, type UiInstallation } from "./installation.ts";
import { waitUntilUsable, watchPlayer } from "./measure-start.ts";
import { type ExpectedRow, readMessageAt, readMessageBy, spread } from "./places.ts";
import { median, quantile } from "./tools.ts";

const places = 25;
const mostMs = 100;

/** How long the chat tab takes until it shows the right messages: after the scroll bar was moved, and after a seek. */
export async function measureChat(install: UiInstallation, bench: BenchBrowser, sheet: Sheet): Promise<void> {
  const context = await bench.newContext();
  const page = await context.newPage();
  await page.addInitScript(watchPlayer);
  await page.goto(`${bench.origin}/vods/${install.vodId}?t=600`);
  await waitUntilUsable(page);
  await page.getByRole("log", { name: "Chat messages" }).getByRole("button").first().waitFor();
  await page.waitForLoadState("networkidle");

  const scrolled: number[] = [];
  for (const ratio of [...spread(places), 0, 1]) {
    const ordinal = Math.min(counts.messages - 1, Math.floor(ratio * counts.messages));
    scrolled.push(await timeUntilShown(page, { ratio }, await readMessageAt(install, ordinal)));
  }
  judge(sheet, "chat: scroll bar moved to a random place, right rows shown", scrolled);

  await page.getByRole("button", { name: "Follow the video" }).click();
  const { index } = await getMedia(install.ctx, install);
  const zeroSeconds = index.zeroPtsTicks / index.videoTimescale;
  const sought: number[] = [];
  for (const part of spread(places)) {
    // The page follows the playhead in quarters of a second.
    const seconds = Math.floor(part * (install.seconds - 10)) + 0.3;
    sought.push(
      await timeUntilShown(
        page,
        { seconds: seconds + zeroSeconds },
        await readMessageBy(install, Math.floor(seconds * 4) / 4),
      ),
    );
  }
  judge(sheet, "chat: seek to a random time, right rows shown", sought);
  await context.close();
}

function judge(sheet: Sheet, name: string, all: number[]): void {
  sheet.atMost(`${name}, median of ${all.length}`, median(all), mostMs, "ms");
  sheet.atMost(`${name}, 95 %`, quantile(all, 0.95), mostMs, "ms");
  sheet.note(`${name}, slowest`, Math.max(...all), "ms");
}

/**
 * Milliseconds from the change until the frame in which this row is in sight and no row in sight is waiting for its
 * text.
 */
const timeUntilShown = (page: Page, change: { ratio: number } | { seconds: number }, row: ExpectedRow) =>
  page.evaluate(
    async ([change, row]) => {
      const list = document.querySelector<HTMLElement>("[role=log]")!;
      const isShown = () => {
        const view = list.getBoundingClientRect();
        const rows = [...list.querySelectorAll<HTMLElement>(":scope > div > div > *")].filter((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          return bottom > view.top + 1 && top < view.bottom - 1;
        });
        return rows.every((one) => one.tagName === "BUTTON") && rows.some((one) => one.textContent === row);
      };
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      const began = performance.now();
      if ("ratio" in change) list.scrollTop = change.ratio * (list.scrollHeight - list.clientHeight);
      else document.querySelector("video")!.currentTime = change.seconds;
      while (!isShown()) {
        if (performance.now() - began > 10_000) throw new Error(`not shown within 10 s: ${row}`);
        await frame();
      }
      const ms = performance.now() - began;
      // The next place is not a race with what this one still loads.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return ms;
    },
    [change, row] as const,
  );
