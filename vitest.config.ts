import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["lib/**/*.test.ts", "workers/**/*.test.ts", "app/**/*.test.{ts,tsx}", "drizzle/**/*.test.ts"],
    globalSetup: ["e2e/setup/template-database.ts"],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Processes are started and killed for real: on a busy machine one is late now and then. At home it counts at once.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
