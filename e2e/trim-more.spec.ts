import { expect, type Page, test } from "@playwright/test";
import { importCopy } from "./setup/import-copy.ts";
import { signIn } from "./setup/sign-in.ts";
import {
  expectFrames,
  expectReady,
  framesOf,
  framesPerSecond,
  grab,
  handleOf,
  keptFrames,
  listHighlights,
  makeHighlight,
  moveFingers,
  openHighlight,
  openPhone,
} from "./setup/trimming.ts";

let vodId = "";
/** Of the player's element, at the video's beginning. */
let zeroSeconds = 0;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  const page = await browser.newPage();
  await signIn(page);
  const title = `Trimmed every way ${test.info().workerIndex}`;
  ({ vodId } = await importCopy(page, title, { withSignals: false }));
  await page.close();
});
test.beforeEach(({ page }) => signIn(page));

const make = async (page: Page, start: number, end: number, title: string) => {
  const id = await makeHighlight(page, vodId, start, end, title);
  await openHighlight(page, vodId, id);
  // A highlight is opened at its first frame.
  await expect.poll(() => timeOf(page)).not.toBeNaN();
  zeroSeconds += (await timeOf(page)) - start;
  return id;
};
const kept = (page: Page, id: string) => expect.poll(() => keptFrames(page, vodId, id));
/** Where the player is, in the video's own time; NaN while it is on its way. */
const timeOf = async (page: Page) =>
  (await page
    .locator("video")
    .evaluate((video: HTMLVideoElement) => (video.seeking ? Number.NaN : video.currentTime))) - zeroSeconds;
const shownFrame = async (page: Page) => Math.floor((await timeOf(page)) * framesPerSecond + 0.01);
const button = (page: Page, name: string | RegExp) =>
  page.getByTestId("trim-editor").getByRole("button", { name, exact: typeof name === "string" });

/** Puts the playhead on a place of the lane; gives the frame that is shown. */
async function pressLane(page: Page, part: number): Promise<number> {
  const lane = page.getByTestId("trim-lane");
  await lane.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await lane.boundingBox())!;
  const before = await timeOf(page);
  await page.mouse.click(x + width * part, y + height / 2);
  await expect.poll(async () => Math.abs((await timeOf(page)) - before)).toBeGreaterThan(0);
  return shownFrame(page);
}

test("split, merged and copied; each is undone and done again, after a reload too", async ({ page }) => {
  const id = await make(page, 2, 18, "The lava jump");
  // Before anything that a search finds: nothing else begins between its parts.
  const whole: [number, number] = [60, 540];
  await expectFrames(page, vodId, id, whole);

  const at = await pressLane(page, 0.3);
  await button(page, "Split").click();
  await page.waitForURL((url) => url.pathname.includes("/highlights/") && !url.pathname.endsWith(id));
  await expect(page.getByText("Split in two.")).toBeVisible();
  const second = new URL(page.url()).pathname.split("/").at(-1)!;
  await expectFrames(page, vodId, second, [at, 540]);
  await kept(page, id).toEqual([60, at]);

  await page.reload();
  await expectReady(page);
  await button(page, /^Undo: split of/).click();
  await expect(page.getByText("This highlight is gone")).toBeVisible();
  await kept(page, id).toEqual(whole);
  await kept(page, second).toBeNull();
  await page.keyboard.press("Shift+Z");
  await expectFrames(page, vodId, second, [at, 540]);
  await kept(page, id).toEqual([60, at]);

  await openHighlight(page, vodId, id);
  await button(page, "Merge with next").click();
  await expect(page.getByText("Merged into one.")).toBeVisible();
  await expectFrames(page, vodId, id, whole);
  await kept(page, second).toBeNull();
  await page.reload();
  await expectReady(page);
  await page.keyboard.press("z");
  await expectFrames(page, vodId, id, [60, at]);
  await kept(page, second).toEqual([at, 540]);
  await button(page, /^Redo: merge of/).click();
  await expectFrames(page, vodId, id, whole);
  await kept(page, second).toBeNull();

  await page.keyboard.press("d");
  await page.waitForURL((url) => url.pathname.includes("/highlights/") && !url.pathname.endsWith(id));
  const copy = new URL(page.url()).pathname.split("/").at(-1)!;
  await expectFrames(page, vodId, copy, whole);
  expect((await listHighlights(page, vodId)).filter((one) => one.title === "The lava jump")).toHaveLength(2);
  await page.reload();
  await expectReady(page);
  await page.keyboard.press("z");
  await expect(page.getByText("This highlight is gone")).toBeVisible();
  await kept(page, copy).toBeNull();
  await page.keyboard.press("Shift+Z");
  await expectFrames(page, vodId, copy, whole);
});

test("too near to an end it isn't split, and says why", async ({ page }) => {
  const id = await make(page, 100, 110, "Not to be split");
  await handleOf(page, "start").focus();
  await page.keyboard.press("ArrowRight");
  await expectFrames(page, vodId, id, [3_001, 3_300]);
  await page.keyboard.press("s");
  await expect(page.getByText("Both parts have to be at least 1.0 s long. Split further from the ends.")).toBeVisible();
  await kept(page, id).toEqual([3_001, 3_300]);
});

test("times are typed: a right one counts, a wrong one is told, one too far goes as far as it can", async ({
  page,
}) => {
  const id = await make(page, 20, 30, "Typed");
  const [begin, end] = [page.getByLabel("Begin", { exact: true }), page.getByLabel("End", { exact: true })];
  await expect(begin).toHaveValue("0:00:20.00");
  await begin.fill("0:00:21.5");
  await begin.press("Enter");
  await expectFrames(page, vodId, id, [645, 900]);
  await end.fill("31");
  await end.press("Enter");
  await expectFrames(page, vodId, id, [645, 930]);

  await begin.fill("one minute");
  await begin.press("Enter");
  const editor = page.getByTestId("trim-editor");
  await expect(editor.getByRole("alert")).toHaveText("Type a time as 1:02:03.4, 2:03.4 or seconds.");
  await expect(begin).toHaveAttribute("aria-invalid", "true");
  await expect(begin).toHaveValue("one minute");
  await begin.press("Escape");
  await expect(editor.getByRole("alert")).toHaveCount(0);
  await expect(begin).toHaveValue("0:00:21.50");
  expect(await framesOf(page)).toEqual([645, 930]);

  // As far as leaves a second.
  await begin.fill("5:00");
  await begin.press("Enter");
  await expectFrames(page, vodId, id, [900, 930]);
  await page.reload();
  await expectReady(page);
  for (const frames of [
    [645, 930],
    [645, 900],
    [600, 900],
  ] as const) {
    await page.keyboard.press("z");
    await expectFrames(page, vodId, id, [...frames]);
  }
  for (const frames of [
    [645, 900],
    [645, 930],
    [900, 930],
  ] as const) {
    await page.keyboard.press("Shift+Z");
    await expectFrames(page, vodId, id, [...frames]);
  }
});

test("begin and end are set at the playhead, by key and by button; undone and done again after a reload", async ({
  page,
}) => {
  const id = await make(page, 124, 140, "At the playhead");
  const first = await pressLane(page, 0.4);
  await page.keyboard.press("i");
  await expectFrames(page, vodId, id, [first, 4_200]);
  const last = await pressLane(page, 0.7);
  await button(page, "End: at the playhead").click();
  // The frame that is shown is the last one kept.
  await expectFrames(page, vodId, id, [first, last + 1]);
  await page.reload();
  await expectReady(page);
  await page.keyboard.press("z");
  await expectFrames(page, vodId, id, [first, 4_200]);
  await page.keyboard.press("z");
  await expectFrames(page, vodId, id, [3_720, 4_200]);
  await page.keyboard.press("Shift+Z");
  await page.keyboard.press("Shift+Z");
  await expectFrames(page, vodId, id, [first, last + 1]);
});

/** Every place the player goes to from now on, read by `placesOf`. */
const watchSeeks = (page: Page) =>
  page.locator("video").evaluate((video: HTMLVideoElement) => {
    const places: number[] = [];
    Object.assign(window, { places });
    video.addEventListener("seeked", () => places.push(video.currentTime));
  });
const placesOf = (page: Page) => page.evaluate(() => (window as unknown as { places: number[] }).places);

test("the range is looped, and its last 3 seconds are played to the last frame", async ({ page }) => {
  await make(page, 150, 156, "Looped");
  await page.getByLabel("End", { exact: true }).fill("152");
  await page.keyboard.press("Enter");
  await expect.poll(() => framesOf(page)).toEqual([4_500, 4_560]);
  await watchSeeks(page);
  const loop = button(page, "Loop");
  await loop.click();
  await expect(loop).toHaveAttribute("aria-pressed", "true");
  const rounds = async () => (await placesOf(page)).filter((at) => Math.abs(at - 150) < 0.1).length;
  await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
  await loop.click();
  await expect(loop).toHaveAttribute("aria-pressed", "false");
  expect(await page.locator("video").evaluate((video: HTMLVideoElement) => video.paused)).toBe(true);

  await page.getByLabel("End", { exact: true }).fill("156");
  await page.keyboard.press("Enter");
  await expect.poll(() => framesOf(page)).toEqual([4_500, 4_680]);
  await watchSeeks(page);
  await button(page, "Last 3 s").click();
  await expect.poll(async () => (await placesOf(page)).some((at) => Math.abs(at - 153) < 0.1)).toBe(true);
  await expect
    .poll(() => page.locator("video").evaluate((video: HTMLVideoElement) => video.paused), { timeout: 30_000 })
    .toBe(true);
  await expect.poll(() => shownFrame(page)).toBe(4_679);
});

test("on a phone a finger drags a handle and two zoom the lane; undone and done again after a reload", async ({
  browser,
}) => {
  const page = await openPhone(browser);
  await signIn(page);
  const id = await make(page, 170, 180, "By finger");
  const lane = page.getByTestId("trim-lane");
  await lane.scrollIntoViewIfNeeded();
  const middleOf = async (side: "start" | "end") => {
    const { x, y, width, height } = (await handleOf(page, side).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const from = await middleOf("end");
  await moveFingers(page, [{ from, to: { x: from.x - 50, y: from.y } }]);
  const dragged = await framesOf(page);
  expect(dragged[0]).toBe(5_100);
  expect(dragged[1]).toBeLessThan(5_400);
  await expectFrames(page, vodId, id, dragged);
  await page.reload();
  await expectReady(page);
  await button(page, /^Undo: trim of/).tap();
  await expectFrames(page, vodId, id, [5_100, 5_400]);
  await button(page, /^Redo: trim of/).tap();
  await expectFrames(page, vodId, id, dragged);

  await lane.scrollIntoViewIfNeeded();
  const apart = async () => (await middleOf("end")).x - (await middleOf("start")).x;
  const [start, end, before] = [await middleOf("start"), await middleOf("end"), await apart()];
  const middle = { x: (start.x + end.x) / 2, y: start.y };
  const side = (px: number) => ({ x: middle.x + px, y: middle.y });
  await moveFingers(page, [
    { from: side(-20), to: side(-40) },
    { from: side(20), to: side(40) },
  ]);
  // Fingers twice as far apart show half as much, around the same middle.
  await expect.poll(async () => (await apart()) / before).toBeCloseTo(2, 0);
  const [movedStart, movedEnd] = [await middleOf("start"), await middleOf("end")];
  expect(Math.abs((movedStart.x + movedEnd.x) / 2 - middle.x)).toBeLessThan(6);
  // Nothing was dragged by it, and the page is as large as it was.
  expect(await framesOf(page)).toEqual(dragged);
  expect(await page.evaluate(() => window.visualViewport?.scale)).toBe(1);
  await moveFingers(page, [
    { from: side(-60), to: side(-20) },
    { from: side(60), to: side(20) },
  ]);
  await expect.poll(async () => (await apart()) / before).toBeLessThan(0.9);
  await page.context().close();
});

test("what was trimmed a moment ago is kept, however the page is left", async ({ page, context }) => {
  const id = await make(page, 184, 196, "Left at once");
  const close = async (tab: Page) => {
    const closed = tab.waitForEvent("close");
    await tab.close({ runBeforeUnload: true });
    await closed;
  };
  const inNewTab = async () => {
    const tab = await context.newPage();
    await openHighlight(tab, vodId, id);
    return tab;
  };

  const dragging = await inNewTab();
  await grab(dragging, "end", -60);
  const [, end] = await framesOf(dragging);
  expect(end).toBeLessThan(5_880);
  await dragging.mouse.up();
  await close(dragging);
  await kept(page, id).toEqual([5_520, end]);

  const pressing = await inNewTab();
  await handleOf(pressing, "start").focus();
  for (let n = 0; n < 5; n += 1) await pressing.keyboard.press("ArrowRight");
  await close(pressing);
  await kept(page, id).toEqual([5_525, end]);

  // Behind a change that isn't answered any more.
  const slow = await inNewTab();
  await slow.route("**/reviews", () => {});
  await slow.keyboard.press("Enter");
  await handleOf(slow, "start").focus();
  await slow.keyboard.press("ArrowRight");
  await close(slow);
  await kept(page, id).toEqual([5_526, end]);

  await page.reload();
  await expectReady(page);
  await handleOf(page, "start").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("link", { name: /^Highlights of/ }).click();
  await page.waitForURL(/\/highlights$/);
  await kept(page, id).toEqual([5_527, end]);

  await openHighlight(page, vodId, id);
  await handleOf(page, "start").focus();
  await page.keyboard.press("ArrowRight");
  await page.goto("/streams");
  await kept(page, id).toEqual([5_528, end]);
  await openHighlight(page, vodId, id);
  await expect.poll(() => framesOf(page)).toEqual([5_528, end]);
});

test("the lane's place is in the address: it survives a reload, and is of its own highlight", async ({ page }) => {
  const other = await makeHighlight(page, vodId, 6, 12, "The other one");
  await make(page, 40, 50, "Zoomed in");
  const lane = page.getByTestId("trim-lane");
  await lane.scrollIntoViewIfNeeded();
  const places = async () => [
    Math.round((await handleOf(page, "start").boundingBox())!.x),
    Math.round((await handleOf(page, "end").boundingBox())!.x),
  ];
  const opened = await places();
  await expect(page).not.toHaveURL(/lane=/);
  const { x, y, width, height } = (await lane.boundingBox())!;
  await page.mouse.move(x + width * 0.4, y + height / 2);
  await page.mouse.wheel(0, -300);
  await page.mouse.wheel(40, 0);
  await expect(page).toHaveURL(/lane=[0-9a-f]{8}_[\d.]+-[\d.]+/);
  const zoomed = await places();
  expect(zoomed).not.toEqual(opened);
  const entries = await page.evaluate(() => history.length);
  await page.reload();
  await expectReady(page);
  await lane.scrollIntoViewIfNeeded();
  await expect.poll(places).toEqual(zoomed);
  expect(await page.evaluate(() => history.length)).toBe(entries);

  // Of another highlight the same address says nothing.
  const { search } = new URL(page.url());
  await page.goto(`/vods/${vodId}/highlights/${other}${search}`);
  await expectReady(page);
  expect(await places()).toEqual(opened);
  await page.goBack();
  await expectReady(page);
  await expect.poll(places).toEqual(zoomed);
  await page.getByRole("button", { name: "Show the whole highlight" }).click();
  await expect(page).not.toHaveURL(/lane=/);
  expect(await places()).toEqual(opened);
});
