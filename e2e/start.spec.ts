import { expect, test } from "@playwright/test";

test("the web answers that it is well, and the browser plays H.264 with AAC", async ({ page, request }) => {
  expect((await request.get("/api/healthz")).ok()).toBe(true);
  await page.goto("/");
  const plays = await page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.64001f, mp4a.40.2"'));
  expect(plays).toBe(true);
});
