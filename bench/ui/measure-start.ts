import type { Page } from "@playwright/test";
import type { Sheet } from "../media/figures.ts";
import { say } from "../media/tools.ts";
import type { BenchBrowser } from "./browser.ts";
import type { UiInstallation } from "./installation.ts";
import { spread } from "./places.ts";
import { median, watchWire } from "./tools.ts";

const rounds = 8;

declare global {
  interface Window {
    /** When the player had a picture, in ms after the navigation. */
    benchReadyMs?: number;
  }
}

/** Notes when the player has its first picture; runs in the page before anything else. */
export function watchPlayer(): void {
  document.addEventListener("loadeddata", () => (window.benchReadyMs ??= performance.now()), { capture: true });
}

/** Milliseconds from the navigation until the player has a picture and the overview is drawn. */
export async function waitUntilUsable(page: Page): Promise<{ playerMs: number; overviewMs: number }> {
  const shown = await page.waitForFunction(
    () => {
      const [drawn] = performance.getEntriesByName("minimap-drawn");
      return window.benchReadyMs && drawn ? { playerMs: window.benchReadyMs, overviewMs: drawn.startTime } : null;
    },
    null,
    { timeout: 60_000, polling: 20 },
  );
  return (await shown.jsonValue())!;
}

/** The replay page until it is usable, and what came over the wire for it: each time with an empty browser. */
export async function measureStart(install: UiInstallation, bench: BenchBrowser, sheet: Sheet): Promise<void> {
  const address = (part: number) => `${bench.origin}/vods/${install.vodId}?t=${(part * install.seconds).toFixed(1)}`;
  const open = async (part: number) => {
    const context = await bench.newContext();
    const page = await context.newPage();
    await page.addInitScript(watchPlayer);
    const wire = await watchWire(page);
    await page.goto(address(part), { waitUntil: "commit" });
    const usable = await waitUntilUsable(page);
    return { context, page, wire, ...usable, usableMs: Math.max(usable.playerMs, usable.overviewMs) };
  };
  const first = await open(0.5);
  await first.context.close();
  sheet.note("replay page usable, first opening after the server's start", first.usableMs / 1000, "s");

  const all: number[] = [];
  for (const [n, part] of spread(rounds).entries()) {
    const opened = await open(part);
    all.push(opened.usableMs / 1000);
    say(`opened: player ${opened.playerMs.toFixed(0)} ms, overview ${opened.overviewMs.toFixed(0)} ms`);
    if (n === 0) await tellWire(opened, sheet);
    await opened.context.close();
  }
  sheet.atMost(`replay page usable (cold browser), median of ${rounds}`, median(all), 1.5, "s");
  sheet.atMost(`replay page usable (cold browser), slowest of ${rounds}`, Math.max(...all), 1.5, "s");
}

type Opened = { page: Page; wire: Awaited<ReturnType<typeof watchWire>> };

async function tellWire({ page, wire }: Opened, sheet: Sheet): Promise<void> {
  // Sizes are known at an answer's end, and scripts fetched once the page has time for them belong to it too.
  await page.waitForLoadState("networkidle");
  const answers = wire.answers();
  const minimaps = answers.filter((one) => /\/minimap$/.test(one.path));
  const scripts = answers.filter((one) => one.type === "Script");
  const kilobytes = (of: { bytes: number }[]) => of.reduce((sum, one) => sum + one.bytes, 0) / 1000;
  sheet.atMost("JavaScript of the replay page, over the wire", kilobytes(scripts), 300, "kB");
  sheet.note("its scripts", scripts.length, "files");
  sheet.atMost("overview's data, over the wire", kilobytes(minimaps), 150, "kB");
  sheet.atMost("requests for it", minimaps.length, 1, "");
}
