import { type Browser, chromium } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestContext } from "#lib/vods/testing.ts";
import { findChromium } from "../../e2e/setup/find-chromium.ts";
import { openPlayPage, type PlayPage } from "./testing/play-page.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let browser: Browser;
beforeAll(async () => {
  test_ = await createTestContext();
  const { executablePath, env } = await findChromium();
  const args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"];
  browser = await chromium.launch({ executablePath, env: { ...process.env, ...env }, args });
});
afterAll(async () => {
  await browser?.close();
  await test_.close();
});

async function open(name: string, made: Parameters<typeof openPlayPage>[2]): Promise<PlayPage> {
  const opened = await openPlayPage({ ...test_, browser }, name, made);
  await opened.page.goto(opened.origin);
  await opened.page.evaluate("window.ready");
  return opened;
}
type Shown = { frame: number; time: number };
const after = async ({ page }: PlayPage, move: string) => (await page.evaluate(`window.after(() => ${move})`)) as Shown;

/** Numbers left by the filter of the second video: 24 of every 40 frames, in two runs. */
const kept = Array.from({ length: 180 }, (_, n) => n).filter((n) => !(n % 40 >= 10 && n % 40 <= 25));

test.each<[string, Parameters<typeof openPlayPage>[2], number[]]>([
  ["ntsc.mp4", { rate: "30000/1001", inputs: [], output: ["-bf", "2"] }, Array.from({ length: 179 }, (_, n) => n)],
  [
    "vfr.mp4",
    { inputs: [], filter: "select=not(between(mod(n\\,40)\\,10\\,25))", output: ["-vsync", "passthrough", "-bf", "0"] },
    kept,
  ],
])("%s: N presses move N frames, whatever their times are", async (name, made, numbers) => {
  const opened = await open(name, made);
  let at = numbers.indexOf((await after(opened, "control.seek(2)")).frame);
  expect(at).toBeGreaterThan(20);
  for (const by of [1, 1, 1, -1, 1, 1, -1, -1]) {
    at += by;
    expect((await after(opened, `control.step(${by})`)).frame).toBe(numbers[at]);
  }
  // As fast as keys repeat: none is lost while the picture is still on its way.
  at += 17;
  const presses = "(async () => { for (let n = 0; n < 17; n += 1) { control.step(1); await null; } })()";
  expect((await after(opened, presses)).frame).toBe(numbers[at]);
  at -= 30;
  expect((await after(opened, "(() => { for (let n = 0; n < 30; n += 1) control.step(-1); })()")).frame).toBe(
    numbers[at],
  );
  expect(await opened.page.evaluate("window.trouble")).toEqual([]);
  await opened.close();
});

test("steps end at the ends of the video, and a drag shows the newest place without telling anybody", async () => {
  const opened = await open("ends.mp4", { inputs: [], output: ["-bf", "0"] });
  expect(await after(opened, "control.step(-3)")).toMatchObject({ frame: 0 });
  expect(await after(opened, "control.step(9999)")).toMatchObject({ frame: 179 });
  const told = await opened.page.evaluate(`(async () => {
    let told = 0;
    const end = control.subscribe(() => { told += 1; });
    for (const at of [1, 2, 3, 4, 3.5]) control.scrub(at);
    await window.after(() => {});
    end();
    return told;
  })()`);
  expect(told).toBe(0);
  expect(await after(opened, "null")).toMatchObject({ frame: 105 });
  expect(await after(opened, "control.seek(3)")).toMatchObject({ frame: 90 });
  await opened.close();
});

test("a looped range begins anew at its end", async () => {
  const opened = await open("loop.mp4", { inputs: [], output: ["-bf", "2", "-crf", "14"] });
  await opened.page.evaluate(`control.playRange({ id: "a", startSeconds: 1, endSeconds: 1.5, isLooped: true })`);
  await opened.page.waitForFunction(
    "window.shown.filter((frame, n) => n > 0 && frame < window.shown[n - 1] - 5).length > 1",
  );
  const shown = (await opened.page.evaluate("window.shown")) as number[];
  expect(Math.max(...shown)).toBeLessThanOrEqual(45);
  expect(await opened.page.evaluate("control.isPlaying()")).toBe(true);
  await opened.close();
});
