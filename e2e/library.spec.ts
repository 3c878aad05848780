import { mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Download, expect, type Locator, type Page, test } from "@playwright/test";
import { loadConfig } from "#lib/config.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { createLog } from "#lib/platform/log.ts";
import { importCopy } from "./setup/import-copy.ts";
import { getClipOf, getReadyStream } from "./setup/ready-stream.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

const longWait = { timeout: 180_000 };
const ffmpegCtx = {
  config: loadConfig({ ...process.env }),
  log: createLog({ level: "silent", name: "e2e" }),
  signal: new AbortController().signal,
};

const rowsOf = (page: Page) => page.getByRole("list", { name: "Streams" }).getByRole("listitem");
const titlesOf = (page: Page) => rowsOf(page).getByRole("heading").allTextContents();

test("streams are searched, sorted and filtered in the address, renamed, and come back from the trash", async ({
  page,
}) => {
  test.setTimeout(420_000);
  await signIn(page);
  await getReadyStream(page);
  await importCopy(page, "Aardvark morning", { withSignals: false });

  await page.goto("/streams");
  await expect(rowsOf(page).first()).toBeVisible();
  await keepScreens(page, "streams");
  await page.keyboard.press("/");
  await page.keyboard.type("aardvark");
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page).toHaveURL(/[?&]q=aardvark/);
  await page.reload();
  await expect(page.getByRole("searchbox", { name: "Search streams" })).toHaveValue("aardvark");
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByLabel("State").selectOption("failed");
  await expect(page.getByText("No stream fits")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).last().click();
  await expect(page).not.toHaveURL(/q=|state=/);

  await page.getByLabel("Sort by").selectOption("title");
  await expect
    .poll(async () => {
      const titles = await titlesOf(page);
      const [first, second] = ["Aardvark morning", "Friday night"].map((title) => titles.indexOf(title));
      return first! >= 0 && first! < second!;
    })
    .toBe(true);
  await page.reload();
  await expect(page.getByLabel("Sort by")).toHaveValue("title");
  const sorted = await titlesOf(page);
  expect(sorted).toEqual(sorted.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));

  const more = (title: string) => page.getByRole("button", { name: `More for ${title}` });
  await more("Aardvark morning").click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Zebra morning");
  await page.keyboard.press("Enter");
  await expect(rowsOf(page).filter({ hasText: "Zebra morning" })).toHaveCount(1);
  await page.reload();
  await expect.poll(async () => (await titlesOf(page)).at(-1)).toBe("Zebra morning");

  await more("Zebra morning").click();
  await page.getByRole("menuitem", { name: "Move to the trash" }).click();
  await expect(rowsOf(page).filter({ hasText: "Zebra morning" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rowsOf(page).filter({ hasText: "Zebra morning" })).toHaveCount(1);
});

/** The playing video's place, and whether it stands. */
const videoState = (page: Page) =>
  page
    .locator("video")
    .last()
    .evaluate((video: HTMLVideoElement) => ({
      width: video.videoWidth,
      atSeconds: video.currentTime,
      isPaused: video.paused,
      source: video.currentSrc,
    }));

async function saveDownload(download: Download): Promise<string> {
  const filePath = path.join(mkdtempSync(path.join(os.tmpdir(), "vodmanager-e2e-clip-")), "clip.mp4");
  await download.saveAs(filePath);
  return filePath;
}

async function downloadBy(page: Page, link: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return saveDownload(download);
}

test("clips play by keys one after the other, download, and open by their link", async ({ page, context }) => {
  test.setTimeout(300_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page);
  const ready = await getReadyStream(page);
  await getClipOf(page, ready);
  const { highlights } = await (await page.request.get(`/api/v1/vods/${ready.vodId}/highlights`)).json();
  await getClipOf(page, { ...ready, highlightId: highlights[1].id });

  await page.goto(`/clips?vod=${ready.vodId}`);
  const cards = page.getByRole("list", { name: "Clips" }).getByRole("listitem");
  await expect.poll(() => cards.count()).toBeGreaterThanOrEqual(2);
  await keepScreens(page, "clips");
  await cards
    .first()
    .getByRole("button", { name: /^Play / })
    .click();
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  await expect.poll(async () => (await videoState(page)).atSeconds).toBeGreaterThan(0.1);
  await page.keyboard.press("Space");
  await expect.poll(async () => (await videoState(page)).isPaused).toBe(true);
  const before = await videoState(page);
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowRight");
  const frames = async () => Math.round(((await videoState(page)).atSeconds - before.atSeconds) * 30);
  await expect.poll(frames).toBeGreaterThanOrEqual(3);
  expect(await frames()).toBeLessThanOrEqual(4);
  await page.keyboard.press("]");
  await expect.poll(async () => (await videoState(page)).source).not.toBe(before.source);
  await expect.poll(async () => (await videoState(page)).width).toBeGreaterThan(0);
  await page.keyboard.press("Escape");

  const filePath = await downloadBy(page, cards.first().getByRole("link", { name: /^Download / }));
  const facts = await probeFile(ffmpegCtx, filePath);
  expect(facts.video).toMatchObject({ codec: "h264" });
  await cards
    .first()
    .getByRole("button", { name: /^More for / })
    .click();
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied.", { exact: false })).toBeVisible();
  await page.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await expect.poll(async () => (await videoState(page)).width).toBe(facts.video!.width);
  await keepScreens(page, "clip");
});

/** Pixels of a part of the picture at a moment, as greys. */
async function greys(filePath: string, atSeconds: number, crop: string): Promise<Buffer> {
  const { stdout } = await runFfmpeg(ffmpegCtx, {
    args: [
      ...["-v", "error", "-ss", String(atSeconds), "-i", filePath, "-frames:v", "1"],
      ...["-vf", `crop=${crop}`, "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"],
    ],
    limits: { timeoutMs: 60_000 },
    stdout: "buffer",
  });
  return stdout;
}

const countChanges = (a: Buffer, b: Buffer): number =>
  a.reduce((count, value, at) => count + (Math.abs(value - (b[at] ?? 0)) > 60 ? 1 : 0), 0);

test("chosen clips stay chosen in the address, and come as one archive", async ({ page }) => {
  test.setTimeout(300_000);
  await signIn(page);
  const ready = await getReadyStream(page);
  const { highlights } = await (await page.request.get(`/api/v1/vods/${ready.vodId}/highlights`)).json();
  const clips = [await getClipOf(page, ready), await getClipOf(page, { ...ready, highlightId: highlights[1].id })];

  await page.goto(`/clips?vod=${ready.vodId}&profile=landscape&captions=without`);
  const bar = page.getByRole("region", { name: "Selection" });
  for (const { title } of clips) await page.getByRole("checkbox", { name: `Select ${title}` }).check({ force: true });
  await expect(bar.getByText("2 selected")).toBeVisible();
  await expect(page).toHaveURL(/[?&]sel=[0-9a-f]{16}(&|$)/);
  await page.reload();
  await expect(bar.getByText("2 selected")).toBeVisible();
  await keepScreens(page, "clips-selected");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    bar.getByRole("button", { name: "Download 2" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^2 clips \d{4}-\d\d-\d\d\.zip$/);
  const zip = await readFile(await saveDownload(download));
  const ids = clips.map((clip) => clip.clipId).join(",");
  const head = await page.request.head(`/api/v1/clips/archive?ids=${ids}`);
  expect(Number(head.headers()["content-length"])).toBe(zip.length);
  // The table of contents, at the end: two files, with the bytes of each somewhere before.
  expect(zip.readUInt16LE(zip.length - 22 + 10)).toBe(2);
  for (const { clipId } of clips) {
    const answer = await page.request.get(`/api/v1/clips/${clipId}/file`);
    const file = await answer.body();
    expect(answer.headers()["content-length"]).toBe(String(file.length));
    expect(zip.includes(file)).toBe(true);
  }

  // On a phone, messages stand above both bars.
  await page.setViewportSize({ width: 390, height: 844 });
  await page
    .getByRole("listitem")
    .filter({ has: page.getByRole("checkbox", { name: `Select ${clips[0]!.title}` }) })
    .getByRole("button", { name: /^More for / })
    .click();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("menuitem", { name: "Copy link" }).click();
  const message = page.getByText("Link copied.", { exact: false });
  await expect(message).toBeVisible();
  const bottomOf = async (one: Locator) => {
    const box = (await one.boundingBox())!;
    return box.y + box.height;
  };
  const barTop = (await bar.boundingBox())!.y;
  await expect.poll(() => bottomOf(message)).toBeLessThanOrEqual(barTop);
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await expect(page).not.toHaveURL(/sel=/);
});

test("a shape for phones is made, then with captions written by hand: they are in the picture", async ({ page }) => {
  test.setTimeout(600_000);
  await signIn(page);
  const ready = await getReadyStream(page);
  const { title } = await getClipOf(page, ready);
  const { highlights } = await (await page.request.get(`/api/v1/vods/${ready.vodId}/highlights`)).json();
  const { startSeconds, endSeconds } = highlights[0];

  const makeShape = async (captions: string): Promise<string> => {
    await page.goto(`/clips?vod=${ready.vodId}`);
    const card = page
      .getByRole("list", { name: "Clips" })
      .getByRole("listitem")
      .filter({ has: page.getByRole("button", { name: `Make another shape of ${title}` }) });
    await card.getByRole("button", { name: /^Make another shape of / }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /^Middle/ }).check();
    await dialog.getByRole("radio", { name: new RegExp(`^${captions}`) }).check();
    await expect(dialog.getByText("Every frame is drawn and encoded anew.", { exact: false })).toBeVisible();
    if (captions === "None") await keepScreens(page, "make-shape");
    await dialog.getByRole("button", { name: "Make clip" }).click();
    const name = captions === "None" ? "9:16 middle" : "9:16 middle with captions";
    await card.getByRole("button", { name, exact: true }).click();
    await expect(card.getByText(captions === "None" ? "no captions" : "bold captions")).toBeVisible(longWait);
    await expect(card.getByText("Ready", { exact: true })).toBeVisible(longWait);
    return downloadBy(page, card.getByRole("link", { name: /^Download / }));
  };
  const plain = await makeShape("None");
  expect((await probeFile(ffmpegCtx, plain)).video).toMatchObject({ width: 1080, height: 1920 });

  await page.goto(`/clips/captions/${ready.highlightId}`);
  const lines = page.getByRole("list", { name: "Caption lines" }).getByRole("listitem");
  await expect(lines.first()).toBeVisible();
  while ((await lines.count()) > 1)
    await lines
      .last()
      .getByRole("button", { name: /^Remove / })
      .click();
  await lines.getByLabel("Text of line 1").fill("Written by hand");
  await lines.getByLabel("Start of line 1").fill(String(startSeconds + 2));
  await lines.getByLabel("End of line 1").fill(String(startSeconds + 1));
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 line to put right")).toBeVisible();
  await lines.getByLabel("End of line 1").fill(String(Math.min(endSeconds, startSeconds + 6)));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Not saved yet")).toBeVisible();
  await lines.getByRole("button", { name: /^Play / }).click();
  await expect(page.locator("p", { hasText: "Written by hand" })).toBeVisible();
  await page.getByLabel("Shape of the clip").selectOption("vertical-crop");
  await page.getByLabel("Style of the captions").selectOption("karaoke");
  await expect(page).toHaveURL(/style=karaoke&shape=vertical-crop/);
  await lines.getByRole("button", { name: /^Play / }).click();
  await expect(page.locator("p", { hasText: "Written by hand" })).toBeVisible();
  // The spoken word is marked, and the middle of the playing picture is drawn at 9:16.
  await expect(page.locator("p span[style*='255, 229, 0']")).toBeVisible();
  const stage = page.locator("canvas");
  expect(await stage.evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height])).toEqual([360, 640]);
  await expect
    .poll(() =>
      stage.evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value, at) => at % 4 !== 3 && value > 60);
      }),
    )
    .toBe(true);
  await keepScreens(page, "captions");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Captions saved.")).toBeVisible();
  await page.reload();
  await expect(lines.getByLabel("Text of line 1")).toHaveValue("Written by hand");

  const captioned = await makeShape("Bold");
  expect((await probeFile(ffmpegCtx, captioned)).video).toMatchObject({ width: 1080, height: 1920 });
  // Both are there, side by side.
  const card = page.getByRole("listitem").filter({ hasText: title });
  for (const name of ["9:16 middle", "9:16 middle with captions"])
    await expect(card.getByRole("button", { name, exact: true })).toBeVisible();
  await keepScreens(page, "clips-captioned");
  const box = "880:190:100:1290";
  const [bare, drawn] = [await greys(plain, 4, box), await greys(captioned, 4, box)];
  expect(countChanges(bare, drawn)).toBeGreaterThan(3_000);
  expect(countChanges(await greys(plain, 1, box), await greys(captioned, 1, box))).toBeLessThan(300);
  const above = "1080:1100:0:100";
  expect(countChanges(await greys(plain, 4, above), await greys(captioned, 4, above))).toBeLessThan(3_000);

  // A change of the text makes the clip out of date, and it is cut again from here.
  await page.goto(`/clips/captions/${ready.highlightId}`);
  await lines.getByLabel("Text of line 1").fill("Written once more");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("1 clip shows older captions.")).toBeVisible();
  await page.getByRole("button", { name: "Cut again" }).click();
  await expect(page.getByText("1 clip shows older captions.")).toBeHidden(longWait);
});
