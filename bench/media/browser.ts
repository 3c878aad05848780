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

type Shown = { seconds: number; readBytes: number };

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
    const measured = createMeasuring(install, page);
    const cold = () => forgetCached(install, vodId);
    // The first visit fills the browser's cache of scripts and starts the web process's code.
    await measured.open(`${origin}/vods/${vodId}`, 0);

    for (const [gopSeconds, start] of [
      [2, 0],
      [8, vod.halfSeconds],
    ] as const) {
      const at = (part: number) => Math.floor(start + vod.halfSeconds * part) + 1.37;
      const opened: Shown[] = [];
      for (const part of [0.13, 0.37, 0.61, 0.89]) {
        await cold();
        opened.push(await measured.open(`${origin}/vods/${vodId}?t=${at(part).toFixed(2)}`, at(part)));
      }
      judge(sheet, `first frame at any point, ${gopSeconds}-s GOPs`, opened, gopSeconds === 2 ? 0.5 : null);
      const sought: Shown[] = [];
      for (const part of [0.21, 0.53, 0.77, 0.05]) {
        await cold();
        sought.push(await measured.seek(at(part)));
      }
      judge(sheet, `first frame after a seek, ${gopSeconds}-s GOPs`, sought, gopSeconds === 2 ? 0.3 : null);
    }

    const previews = [0.29, 0.45, 0.69].map((part) => Math.floor(vod.halfSeconds * part) + 0.73);
    const ids: string[] = [];
    for (const startSeconds of previews) {
      const bounds = { startSeconds, endSeconds: startSeconds + 20 };
      ids.push(await createManualHighlight(install.ctx, { accountId: install.accountId, vodId, ...bounds }));
    }
    await page.goto(`${origin}/vods/${vodId}/highlights`);
    const played: Shown[] = [];
    for (const [n, startSeconds] of previews.entries()) {
      await page.locator(`#highlight-${ids[n]}`).scrollIntoViewIfNeeded();
      await cold();
      played.push(await measured.preview(ids[n]!, startSeconds));
    }
    judge(sheet, "first frame of a highlight's preview", played, 0.3);
  } finally {
    await browser.close();
    await web.stop();
  }
}

/** `most` null: told, not judged. With 8-s GOPs a decoder without hardware has up to 480 frames to go through first. */
function judge(sheet: Sheet, name: string, all: Shown[], most: number | null): void {
  const seconds = all.map((one) => one.seconds);
  const worst = Math.max(...seconds);
  const readMiB = Math.max(...all.map((one) => one.readBytes)) / mebibyte;
  sheet.side({
    what: `${name} (cold, each)`,
    ours: seconds.map((one) => `${one.toFixed(2)} s`).join(", "),
    other: `read ${all.map((one) => (one.readBytes / mebibyte).toFixed(1)).join(", ")} MiB`,
  });
  const slowest = `${name}, slowest of ${all.length}`;
  if (most === null) {
    sheet.note(slowest, worst, "s");
    sheet.note(`${name}, bytes read for it`, readMiB, "MiB");
    return;
  }
  sheet.atMost(slowest, worst, most, "s");
  sheet.atMost(`${name}, bytes read for it`, readMiB, megabytesAtMost, "MiB");
}

const launch = (chromium: Chromium) =>
  playwright.launch({
    executablePath: chromium.executablePath,
    env: { ...process.env, ...chromium.env } as Record<string, string>,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
  });

/** Runs one action on the page and waits until the frame of `atSeconds` is on screen. */
function createMeasuring(install: Installation, page: Page) {
  let readBytes = 0;
  const until = async (atSeconds: number): Promise<Shown> => {
    const shown = page.waitForFunction(
      (wanted) => window.benchFrames?.find((frame) => Math.abs(frame.mediaSeconds - wanted) < 0.25) ?? null,
      atSeconds,
      { timeout: 60_000, polling: 5 },
    );
    const frame = (await (await shown).jsonValue())!;
    readBytes = install.server.counts().sentBytes;
    const startMs = await page.evaluate(() => window.benchStartMs ?? 0);
    return { seconds: (frame.atMs - startMs) / 1000, readBytes };
  };
  const begin = async () => {
    install.server.resetCounts();
  };
  return {
    /** From the moment the player is on the page and asks for the playlist. */
    open: async (url: string, atSeconds: number): Promise<Shown> => {
      await page.goto("about:blank");
      await begin();
      await page.goto(url, { waitUntil: "commit" });
      const shown = await until(atSeconds);
      const requests = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .filter(({ name }) => /playlist|media$/.test(name))
          .map((one) => ({
            startMs: one.startTime,
            endMs: one.startTime + one.duration,
            isList: /playlist/.test(one.name),
          })),
      );
      const startMs = requests.find((one) => one.isList)?.startMs ?? 0;
      const spans = requests
        .slice(0, 4)
        .map((one) => `${(one.startMs - startMs).toFixed(0)}-${(one.endMs - startMs).toFixed(0)}`);
      say(
        `opened at ${atSeconds.toFixed(2)} s: player after ${startMs.toFixed(0)} ms; playlist, init, segments at ${spans.join(", ")} ms; frame at ${(shown.seconds * 1000 - startMs).toFixed(0)} ms`,
      );
      return { ...shown, seconds: shown.seconds - startMs / 1000 };
    },
    seek: async (atSeconds: number): Promise<Shown> => {
      await begin();
      await page.evaluate((wanted) => {
        window.benchFrames = [];
        window.benchStartMs = performance.now();
        document.querySelector("video")!.currentTime = wanted;
      }, atSeconds);
      return until(atSeconds);
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
      return until(atSeconds);
    },
  };
}
