import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const screensDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../docs/screens");

/** With `VODMANAGER_SCREENS=1`: keeps pictures of a page, wide and phone-sized, in `docs/screens`. */
export async function keepScreens(page: Page, name: string): Promise<void> {
  if (process.env.VODMANAGER_SCREENS !== "1") return;
  const before = page.viewportSize();
  for (const [suffix, width, height] of [
    ["", 1440, 900],
    ["-phone", 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    // Pictures below the fold load lazily, so only those in sight are waited for.
    await page.waitForFunction(() =>
      [...document.images].every((image) => image.complete || image.getBoundingClientRect().top > window.innerHeight),
    );
    await page.screenshot({ path: path.join(screensDir, `${name}${suffix}.png`) });
  }
  if (before) await page.setViewportSize(before);
}
