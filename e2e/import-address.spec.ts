import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { makeRecording } from "./setup/recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

/** Serves the recording, its tail made unlike any other; holds back its second half while `isHeld`. */
async function serveRecording() {
  const { video } = await makeRecording();
  const body = Buffer.concat([readFileSync(video), Buffer.from("\0\0\0\x10freefrom url", "latin1")]);
  const state = { isHeld: true, ranges: [] as (string | undefined)[] };
  const server = http.createServer((request, response) => {
    state.ranges.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      etag: '"e2e"',
      "content-length": String(body.length - from),
      ...(from > 0 ? { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
    });
    if (state.isHeld) response.write(body.subarray(from, Math.floor(body.length / 2)));
    else response.end(body.subarray(from));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/Night.mp4`, state, close };
}

test("a recording from an address: refused, fetched, stopped, gone on with, watched", async ({ page }) => {
  test.setTimeout(240_000);
  const served = await serveRecording();
  try {
    await signIn(page);
    await page.goto("/import");
    await page.getByText("From an address").click();
    const address = page.getByLabel("Address of the video file");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Give the address" })).toBeVisible();
    await address.fill("https://10.0.0.1/video.mp4?token=secret");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "private or reserved network" })).toBeVisible();
    await expect(address).toHaveAttribute("aria-invalid", "true");
    await keepScreens(page, "import-address");

    await address.fill(served.address);
    await page.getByLabel("Title").fill("Fetched night");
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.waitForURL("**/streams/*");
    await expect(page.getByText("Fetching the video")).toBeVisible();
    await expect(page.getByRole("progressbar").first()).toBeVisible();
    await page.getByRole("button", { name: "Stop fetching" }).click();
    await expect(page.getByText("was not fetched to its end")).toBeVisible();
    served.state.isHeld = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("link", { name: "Replay" })).toBeVisible({ timeout: 120_000 });
    expect(served.state.ranges[0]).toBeUndefined();
    expect(served.state.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  } finally {
    served.close();
  }
});
