import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { fillAddress, listPages } from "./setup/pages.ts";
import { getClipOf, getReadyStream } from "./setup/ready-stream.ts";
import { signIn, testAdmin } from "./setup/sign-in.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page, one line a thing: rule, what it is, where. */
async function findFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `${impact} ${id}: ${help}: ${node.target.join(" ")}`),
  );
}

/** Nothing loads any more: no skeleton, no picture under way. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("[role=status][aria-label=Loading], .animate-pulse")).toHaveCount(0, { timeout: 30_000 });
}

/** Changes the theme, and waits until it is on screen. */
const setTheme = (page: Page, theme: string) =>
  page.evaluate((name) => {
    document.documentElement.dataset.theme = name;
    return new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  }, theme);

async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The first few things that reach beyond the screen's right edge. */
const findWide = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll("main *")].filter(
      (one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5,
    );
    return wide
      .slice(0, 4)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`)
      .join(" > ");
  });

test("every page: nothing for axe to find in either theme, nothing wider than a phone, no error in the console", async ({
  page,
}) => {
  test.setTimeout(600_000);
  // Colours change at once then, not over the length of a transition.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signIn(page, testAdmin);
  const ready = await getReadyStream(page);
  const ids = { ...ready, ...(await getClipOf(page, ready)) };
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.message}`));
  const faults: Record<string, string[]> = {};
  for (const address of listPages()) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(fillAddress(address, ids));
    await settle(page);
    for (const theme of ["dark", "light"]) {
      await setTheme(page, theme);
      const found = await findFaults(page);
      if (found.length > 0) faults[`${address} ${theme}`] = found;
    }
    await page.setViewportSize({ width: 390, height: 844 });
    // What measures its own place moves with the next frames.
    try {
      await expect.poll(() => overflow(page), { timeout: 3_000 }).toBeLessThanOrEqual(0);
    } catch {
      faults[`${address} phone`] = [`${await overflow(page)} px wider than the screen: ${await findWide(page)}`];
    }
    const onPhone = await findFaults(page);
    if (onPhone.length > 0) faults[`${address} phone axe`] = onPhone;
  }
  expect(faults).toEqual({});
  expect(errors).toEqual([]);
});
