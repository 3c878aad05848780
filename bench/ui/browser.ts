import { type Browser, type BrowserContext, chromium as playwright } from "@playwright/test";
import { findChromium } from "../../e2e/setup/find-chromium.ts";
import { benchUser } from "../media/installation.ts";
import { startProgram } from "../media/worker.ts";
import type { UiInstallation } from "./installation.ts";

export type BenchBrowser = {
  browser: Browser;
  /** A fresh profile, signed in: its caches are empty. */
  newContext: () => Promise<BrowserContext>;
  origin: string;
  close: () => Promise<void>;
};

export const viewport = { width: 1440, height: 900 };

/** The product's web process and a Chromium that looks at it. */
export async function openBrowser(install: UiInstallation): Promise<BenchBrowser> {
  const chromium = await findChromium();
  const web = await startProgram(install, "web");
  const origin = install.env.APP_URL!;
  const browser = await playwright.launch({
    executablePath: chromium.executablePath,
    env: { ...process.env, ...chromium.env } as Record<string, string>,
    args: [
      ...["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"],
      ...["--autoplay-policy=no-user-gesture-required", "--js-flags=--expose-gc", "--enable-precise-memory-info"],
    ],
  });
  const newContext = async () => {
    const context = await browser.newContext({ viewport });
    const signedIn = await context.request.post(`${origin}/api/auth/sign-in/email`, {
      data: { email: benchUser.email, password: benchUser.password },
      headers: { origin },
    });
    if (!signedIn.ok()) throw new Error(`Signing in failed: ${signedIn.status()} ${await signedIn.text()}`);
    return context;
  };
  const close = async () => {
    await browser.close();
    await web.stop();
  };
  return { browser, newContext, origin, close };
}
