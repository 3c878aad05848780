import { setTimeout as delay } from "node:timers/promises";
import { type Page, chromium as playwright } from "@playwright/test";
import { createManualHighlight } from "#workers/testing/manual-highlight.ts";
import { type Chromium, findChromium } from "../../e2e/setup/find-chromium.ts";
import { forgetCached } from "./cut-all.ts";
import type { Sheet } from "./figures.ts";
import { watchFrames } from "./first-frame.ts";
import { benchUser, type Installation } from "./installation.ts";
import type { BenchVod } from "./make-vod.ts";
import { say } from "./tools.ts";
import { startProgram } from "./worker.ts";

const megabytesAtMost = 8;
const mebibyte = 1024 * 1024;

/** Until the first picture of the place (its keyframe, or the very frame), and until the very frame. */
type Shown = Record<"picture" | "frame", { seconds: number; readBytes: number }>;

/** First frames in a real browser on the product's own pages, the recording in the far store and the cache cold. */
export async function measureBrowser(
  install: Installation,
  input: { vodId: string; vod: BenchVod },
  sheet: Sheet,
): Promise<void> {
  const { vodId, vod } = input;
  const chromium = await findChromium();
  const web = await startProgram(install, "web");
  const browser = await launch(chromium);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const origin = install.env.APP_URL!;
    const signedIn = await context.request.post(`${origin}/api/auth/sign-in/email`, {
      data: { email: benchUser.email, password: benchUser.password },
      headers: { origin },
    });
    if (!signedIn.ok()) throw new Error(`Signing in failed: ${signedIn.status()} ${await signedIn.text()}`);
    const page = await context.newPage();
    await page.addInitScript(watchFrames);
    const measured = createMeasuring(install, page, vodId);
    // The first visit fills the browser's cache of scripts and starts the web process's code.
    await measured.open(`${origin}/vods/${vodId}`, 0);

    const longest = { opened: [] as Shown[], sought: [] as Shown[] };
    for (const [gopSeconds, start] of [
      [2, 0],
      [8, vod.halfSeconds],
    ] as const) {
      // Far from a keyframe, as most places are: a decoder without hardware has all frames in between to go through.
      const at = (part: number) => Math.floor((start + vod.halfSeconds * part) / 8) * 8 + gopSeconds * 0.685;
      const opened: Shown[] = [];
      for (const part of [0.13, 0.37, 0.61, 0.89]) {
        opened.push(await measured.open(`${origin}/vods/${vodId}?t=${at(part).toFixed(2)}`, at(part), gopSeconds));
      }
      tell(sheet, `opening at a point, ${gopSeconds}-s GOPs`, opened);
      longest.opened.push(...opened);
      const sought: Shown[] = [];
      for (const part of [0.21, 0.53, 0.77, 0.05]) {
        sought.push(await measured.seek(at(part), gopSeconds));
      }
      tell(sheet, `a seek, ${gopSeconds}-s GOPs`, sought);
      longest.sought.push(...sought);
    }
    judge(sheet, "first frame at any point, from the navigation on", longest.opened, 0.5);
    judge(sheet, "first frame after a seek", longest.sought, 0.3);

    const previews = [0.29, 0.45, 0.69].map((part) => Math.floor(vod.halfSeconds * part) + 0.73);
    const ids: string[] = [];
    for (const startSeconds of previews) {
      const bounds = { startSeconds, endSeconds: startSeconds + 20 };
      ids.push(await createManualHighlight(install.ctx, { accountId: install.accountId, vodId, ...bounds }));
    }
    await page.goto(`${origin}/vods/${vodId}/highlights`);
    const played: Shown[] = [];
    for (const [n, startSeconds] of previews.entries()) {
      const row = page.locator(`#highlight-${ids[n]}`);
      await row.scrollIntoViewIfNeeded();
      // Whoever plays a highlight has seen its picture, which is made when it comes into sight.
      await row.locator("img").evaluate((image: HTMLImageElement) => image.decode());
      played.push(await measured.preview(ids[n]!, startSeconds));
    }
    tell(sheet, "a highlight's preview", played);
    judge(sheet, "first frame of a highlight's preview", played, 0.3);
  } finally {
    await browser.close();
    await web.stop();
  }
}

const mebibytes = (one: { readBytes: number }): number => one.readBytes / mebibyte;

function tell(sheet: Sheet, what: string, all: Shown[]): void {
  for (const [which, name] of [
    ["picture", "first frame shown"],
    ["frame", "the very frame shown"],
  ] as const) {
    sheet.side({
      what: `${what}: ${name} (cold, each)`,
      ours: all.map((one) => `${one[which].seconds.toFixed(2)} s`).join(", "),
      other: `read ${all.map((one) => mebibytes(one[which]).toFixed(1)).join(", ")} MiB`,
    });
  }
  const frames = all.map((one) => one.frame.seconds);
  sheet.note(`${what}: the very frame, slowest of ${all.length}`, Math.max(...frames), "s");
}

function judge(sheet: Sheet, name: string, all: Shown[], most: number): void {
  const pictures = all.map((one) => one.picture);
  sheet.atMost(`${name}, slowest of ${all.length}`, Math.max(...pictures.map((one) => one.seconds)), most, "s");
  sheet.atMost(`${name}, bytes read for it`, Math.max(...pictures.map(mebibytes)), megabytesAtMost, "MiB");
}

const launch = (chromium: Chromium) =>
  playwright.launch({
    executablePath: chromium.executablePath,
    env: { ...process.env, ...chromium.env } as Record<string, string>,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  });

/**
 * Runs one action on the page and waits until the frame of `atSeconds` is on screen; on the way there, a frame of its
 * group (`gopSeconds` long) counts as the first picture.
 */
function createMeasuring(install: Installation, page: Page, vodId: string) {
  const wait = async (fromSeconds: number, toSeconds: number) => {
    const shown = await page.waitForFunction(
      ([from, to]) => window.benchFrames?.find((one) => one.mediaSeconds > from! && one.mediaSeconds < to!) ?? null,
      [fromSeconds, toSeconds],
      { timeout: 60_000, polling: 5 },
    );
    const { atMs } = (await shown.jsonValue())!;
    const { sentBytes } = install.server.counts();
    // A navigation's clock begins at zero.
    const startMs = await page.evaluate(() => window.benchStartMs ?? 0);
    return { seconds: (atMs - startMs) / 1000, readBytes: sentBytes };
  };
  /** Begins to count once what was read ahead before is through: those bytes are not read for this. */
  const begin = async () => {
    for (let before = -1; before !== install.server.counts().sentBytes; await delay(300)) {
      before = install.server.counts().sentBytes;
    }
    await forgetCached(install, vodId);
    install.server.resetCounts();
  };
  const until = async (atSeconds: number, gopSeconds: number): Promise<Shown> => ({
    picture: await wait(atSeconds - gopSeconds, atSeconds + 0.25),
    frame: await wait(atSeconds - 0.02, atSeconds + 0.25),
  });
  return {
    /** From the navigation on: the page, its code and its queries are part of what people wait for. */
    open: async (url: string, atSeconds: number, gopSeconds = 2): Promise<Shown> => {
      await page.goto("about:blank");
      await begin();
      await page.goto(url, { waitUntil: "commit" });
      const shown = await until(atSeconds, gopSeconds);
      const spans = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .filter(({ name }) => /m3u8$|media$/.test(name))
          .slice(0, 3)
          .map((one) => `${one.startTime.toFixed(0)}-${(one.startTime + one.duration).toFixed(0)}`),
      );
      say(
        `opened at ${atSeconds.toFixed(2)} s: first requests at ${spans.join(", ")} ms; first frame at ${(shown.picture.seconds * 1000).toFixed(0)} ms, the very one at ${(shown.frame.seconds * 1000).toFixed(0)} ms`,
      );
      return shown;
    },
    seek: async (atSeconds: number, gopSeconds: number): Promise<Shown> => {
      await begin();
      await page.evaluate((wanted) => {
        window.benchFrames = [];
        window.benchStartMs = performance.now();
        document.querySelector("video")!.currentTime = wanted;
      }, atSeconds);
      return until(atSeconds, gopSeconds);
    },
    preview: async (highlightId: string, atSeconds: number): Promise<Shown> => {
      await begin();
      await page.evaluate(() => {
        window.benchFrames = [];
        document.addEventListener("click", () => (window.benchStartMs = performance.now()), {
          capture: true,
          once: true,
        });
      });
      await page.locator(`#highlight-${highlightId} button[aria-label^="Play"]`).click();
      return until(atSeconds, 2);
    },
  };
}
