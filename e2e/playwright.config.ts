import { defineConfig } from "@playwright/test";
import type { Chromium } from "./setup/find-chromium.ts";

// Set by the global setup; this file is read again in the process that runs the tests.
const chromium = process.env.E2E_CHROMIUM ? (JSON.parse(process.env.E2E_CHROMIUM) as Chromium) : null;

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./setup/stack.ts",
  // One worker: the stack is shared, and a machine may have two cores.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // A machine for tests is busy with other things, too; what passed on another try is named as flaky.
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env.E2E_BASE_URL,
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium?.executablePath,
      env: { ...process.env, ...chromium?.env } as Record<string, string>,
      // As root, in a container, without a network.
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--autoplay-policy=no-user-gesture-required",
        "--font-render-hinting=none",
      ],
    },
  },
});
