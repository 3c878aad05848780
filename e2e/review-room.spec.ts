import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BrowserContext, expect, type Locator, type Page, test } from "@playwright/test";
import { and, eq } from "drizzle-orm";
import pg from "pg";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { getQuotaUsage } from "#lib/accounts/quota-usage.ts";
import { type ManyMoments, makeManyMoments, withStack } from "./setup/many-moments.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";
import { framesOf, handleOf, moveFingers, openPhone } from "./setup/trimming.ts";

const longWait = { timeout: 120_000 };
let night: ManyMoments;

const rowsOf = (page: Page): Locator => page.getByRole("list", { name: "Highlights" }).locator(":scope > li");
const openList = async (page: Page, search = "") => {
  await page.goto(`/vods/${night.vodId}/highlights${search}`);
  await expect(rowsOf(page).first()).toBeVisible();
};

test.beforeAll(async ({ browser }) => {
  test.setTimeout(400_000);
  const page = await browser.newPage();
  // A failed test leaves its worker and what it made behind; the next one makes its own.
  night = await makeManyMoments(page, `long-night-${test.info().workerIndex}`);
  await page.close();
});

test.beforeEach(async ({ page }) => {
  await signIn(page, night.user);
});

test("filters, order, selection and the current one are in the address, and survive a reload", async ({ page }) => {
  await openList(page);
  const total = await rowsOf(page).count();
  expect(total).toBeGreaterThanOrEqual(14);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search highlights" })).toBeFocused();
  await page.keyboard.type("nothing is called this");
  await expect(page.getByText("No highlight is like that")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(rowsOf(page)).toHaveCount(total);

  await page.getByLabel("Order").selectOption("As in the stream");
  await page.getByRole("button", { name: "Chat", exact: true }).click();
  await expect(page).toHaveURL(/sort=time/);
  await expect(page).toHaveURL(/signal=chat/);
  // By keys alone: two on, choose it and the two after it, and the inverse of that.
  await page.getByRole("heading", { name: "Highlights" }).click();
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await expect(rowsOf(page).nth(1)).toBeFocused();
  await page.keyboard.press("v");
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await page.keyboard.press("Shift+v");
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar.getByText("3 selected")).toBeVisible();
  await keepScreens(page, "highlights-selected");
  await page.reload();
  await expect(bar.getByText("3 selected")).toBeVisible();
  await expect(page.getByLabel("Order")).toHaveValue("time");
  await expect(page.getByRole("button", { name: "Chat", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(rowsOf(page).nth(3)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Shift+A");
  await expect(bar.getByText(`${total - 3} selected`)).toBeVisible();
  await page.keyboard.press("a");
  await expect(bar.getByText(`${total} selected`)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await expect(page).not.toHaveURL(/sel=/);
});

test("the list is laid out as rows or as cards, which the address keeps; keys and clicks mean the same", async ({
  page,
}) => {
  await openList(page, "?sort=time");
  const topOf = async (n: number) => Math.round((await rowsOf(page).nth(n).boundingBox())!.y);
  expect(await topOf(1)).toBeGreaterThan(await topOf(0));
  await page.getByRole("button", { name: "As cards" }).click();
  await expect(page).toHaveURL(/as=cards/);
  expect(await topOf(1)).toBe(await topOf(0));
  await page.reload();
  await expect(page.getByRole("button", { name: "As cards" })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => topOf(1)).toBe(await topOf(0));
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await expect(rowsOf(page).nth(1)).toBeFocused();
  await page.keyboard.press("v");
  await expect(page.getByRole("region", { name: "Selection" }).getByText("1 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await keepScreens(page, "highlights-cards");
  await page.getByRole("button", { name: "As rows" }).click();
  await expect(page).not.toHaveURL(/as=cards/);
});

test("a chip goes to its evidence and shows it; a pointer that rests sees the moment move, and nothing is read after", async ({
  page,
}) => {
  await openList(page);
  const row = rowsOf(page).first();
  const chip = row.getByRole("list", { name: "Why" }).getByRole("button").first();
  const player = page.locator("video").first();
  await chip.click();
  const evidence = page.getByRole("dialog", { name: /^Evidence: / });
  await expect(evidence.getByRole("listitem").first()).toBeVisible();
  const first = await evidence.getByRole("listitem").first().textContent();
  const [minutes, seconds] = /0:(\d\d):(\d\d)/.exec(first!)!.slice(1).map(Number);
  const at = () => player.evaluate((video: HTMLVideoElement) => video.currentTime);
  await expect.poll(at).toBeGreaterThan(minutes! * 60 + seconds! - 1);
  await keepScreens(page, "highlights-evidence");
  await page.keyboard.press("Escape");
  await expect(chip).toBeFocused();

  const asked: string[] = [];
  page.on("request", (request) => {
    if (/video\.m3u8|\/media$/.test(request.url())) asked.push(request.url());
  });
  await rowsOf(page)
    .nth(2)
    .getByRole("button", { name: /^Play / })
    .hover();
  const preview = rowsOf(page).nth(2).locator("video");
  await expect.poll(() => preview.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.3);
  expect(await preview.evaluate((video: HTMLVideoElement) => [video.muted, video.videoWidth > 0])).toEqual([
    true,
    true,
  ]);
  expect(asked.some((url) => /fromSeconds=.*toSeconds=/.test(url))).toBe(true);
  await page.mouse.move(5, 5);
  await expect(preview).toHaveCount(0);
  const before = asked.length;
  await expect.poll(() => page.evaluate(() => document.querySelectorAll("video").length)).toBe(1);
  expect(asked.length).toBe(before);
});

test("chosen bounds are saved as a file for other programs", async ({ page }) => {
  await openList(page, "?sort=time");
  await rowsOf(page).nth(0).getByRole("checkbox").click();
  await rowsOf(page)
    .nth(2)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "LosslessCut" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("A long night.llc");
  const project = JSON.parse(readFileSync(await download.path(), "utf8"));
  expect(project).toMatchObject({ version: 1, mediaFileName: "A long night.mp4" });
  expect(project.cutSegments).toHaveLength(3);
});

/** A finger's way over the page, a step a frame; it rests before it is lifted, so that nothing rolls on. */
async function swipe(page: Page, from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", part: number) =>
    cdp.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: from.x + by.x * part, y: from.y + by.y * part }],
    });
  const nextFrame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  await send("touchStart", 0);
  for (let step = 1; step <= 16; step += 1) {
    await send("touchMove", Math.min(1, step / 8));
    await nextFrame();
  }
  await send("touchEnd", 1);
  await cdp.detach();
}

/** The byte ranges of the segments that show `[from, to)`, as requests name them. */
async function rangesOf(context: BrowserContext, from: number, to: number): Promise<string[]> {
  const text = await (await context.request.get(`/api/v1/vods/${night.vodId}/playlist.m3u8`)).text();
  const ranges: string[] = [];
  let at = 0;
  let next = 0;
  for (const [, length, size, start] of text.matchAll(/#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)(?:@(\d+))?/g)) {
    const first = start === undefined ? next : Number(start);
    next = first + Number(size);
    if (at < to && at + Number(length) > from) ranges.push(`bytes=${first}-${next - 1}`);
    at += Number(length);
  }
  return ranges;
}

test("on a phone: swipes decide, undo takes back, the next one's bytes are there, the kept are cut", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const page = await openPhone(browser);
  const context = page.context();
  await signIn(page, night.user);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\/media$/.test(request.url())) asked.push(request.headers().range ?? "");
  });
  await page.goto(`/vods/${night.vodId}/highlights?state=open&sort=time`);
  await page.getByRole("link", { name: /^Review/ }).click();
  await page.waitForURL(/\/review\?state=open&sort=time/);
  const progress = page.getByRole("img", { name: / of \d+: / });
  const count = Number(/ of (\d+):/.exec((await progress.getAttribute("aria-label"))!)![1]);
  const place = (at: number) => expect(progress).toHaveAttribute("aria-label", new RegExp(`^${at} of ${count}: `));
  const { highlights } = await (await page.request.get(`/api/v1/vods/${night.vodId}/highlights`)).json();
  const byTime = (highlights as { startSeconds: number; endSeconds: number; reviewState: string }[]).sort(
    (a, b) => a.startSeconds - b.startSeconds,
  );
  const video = page.locator("video");
  const isWithin = (n: number) =>
    expect
      .poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime))
      .toBeGreaterThan(byTime[n]!.startSeconds - 0.1);
  await place(1);
  await isWithin(0);
  await keepScreens(page, "review");

  // What the next one begins with is read while this one plays, and not again when it is gone to.
  const [second] = await rangesOf(context, byTime[1]!.startSeconds, byTime[1]!.startSeconds + 0.1);
  await expect.poll(() => asked).toContain(second);
  const askedBefore = asked.filter((range) => range === second).length;
  const box = (await video.boundingBox())!;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 3 };
  await swipe(page, middle, { x: 180, y: 10 });
  await place(2);
  await isWithin(1);
  expect(asked.filter((range) => range === second)).toHaveLength(askedBefore);

  await swipe(page, middle, { x: -180, y: 10 });
  await place(3);
  await expect(progress).toHaveAttribute("aria-label", /: 1 kept, 1 rejected, /);
  // Too short to count, and a scroll of the reasons: nothing is decided.
  await swipe(page, middle, { x: 0, y: 60 });
  const why = page.getByRole("list", { name: "Why" });
  const reasons = (await why.boundingBox())!;
  await swipe(page, { x: reasons.x + 100, y: reasons.y + 60 }, { x: 5, y: -50 });
  await place(3);
  expect((await why.boundingBox())!.y).toBeLessThan(reasons.y);
  await swipe(page, middle, { x: 0, y: -160 });
  await place(4);
  await expect(progress).toHaveAttribute("aria-label", /: 1 kept, 1 rejected, /);
  await page.getByRole("button", { name: "Keep" }).tap();
  await place(5);
  await page.getByRole("button", { name: "Reject" }).tap();
  await place(6);
  await page.getByRole("toolbar", { name: "Decide" }).getByRole("button", { name: "Undo" }).tap();
  await place(5);
  await expect(progress).toHaveAttribute("aria-label", /: 2 kept, 1 rejected, /);

  // A reload goes on where it was, with what it was about, though decided ones are no longer "to decide".
  await page.reload();
  await place(5);
  await expect(progress).toHaveAttribute("aria-label", /: 2 kept, 1 rejected, /);
  await page.getByRole("button", { name: "Trim" }).tap();
  const trim = page.getByRole("region", { name: "Trim" });
  const begins = trim.getByRole("status").first();
  const was = await begins.textContent();
  await trim.getByRole("button", { name: "Move the beginning one second later" }).tap();
  await expect(begins).not.toHaveText(was!);
  const set = await begins.textContent();
  await keepScreens(page, "review-trim");
  await expect(page.getByText("Trim saved.")).toBeVisible();
  await trim.getByRole("button", { name: "Done" }).tap();
  await expect(page.getByRole("region", { name: "This highlight" }).getByText("trimmed")).toBeVisible();
  await page.getByRole("button", { name: "Trim" }).tap();
  await expect(begins).toHaveText(set!);
  await trim.getByRole("button", { name: "Done" }).tap();

  for (let at = 5; at <= count; at += 1) {
    await place(at);
    await page.getByRole("button", { name: "Later" }).tap();
  }
  const summary = page.getByRole("region", { name: "Summary" });
  await expect(summary.getByRole("heading")).toHaveText(`2 kept, 1 rejected, ${count - 3} undecided`);
  await keepScreens(page, "review-summary");
  await summary.getByRole("button", { name: "Cut the 2 kept" }).tap();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Length together")).toBeVisible();
  await dialog.getByRole("button", { name: "Cut 2 clips" }).tap();
  await expect(summary.getByText("2 clips cut or on the way")).toBeVisible(longWait);
  await context.close();
  await expect
    .poll(() => withStack((ctx) => getQuotaUsage(ctx.db, night)).then((usage) => usage.reservedBytes), longWait)
    .toBe(0);
});

test("what is touched right after a quick swipe is meant for the next one: none is lost", async ({ browser }) => {
  const page = await openPhone(browser);
  await signIn(page, night.user);
  await page.goto(`/vods/${night.vodId}/review?state=open&sort=time`);
  const progress = page.getByRole("img", { name: / of \d+: / });
  const stands = (text: RegExp) => expect(progress).toHaveAttribute("aria-label", text);
  await stands(/^1 of \d+: \d+ undecided$/);
  const place = async (of: Locator) => {
    const { x, y, width, height } = (await of.boundingBox())!;
    return { x: x + width / 2, y: y + height / 3 };
  };
  const [middle, keep] = [await place(page.locator("video")), await place(page.getByRole("button", { name: "Keep" }))];
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", x = 0, y = 0) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  // Sent at once: the finger is down again before the card is gone.
  const flick = () => [
    touch("touchStart", middle.x, middle.y),
    ...[60, 120, 180].map((by) => touch("touchMove", middle.x + by, middle.y)),
    touch("touchEnd"),
  ];
  await Promise.all([...flick(), touch("touchStart", keep.x, keep.y), touch("touchEnd")]);
  await stands(/^3 of \d+: 2 kept, /);
  await Promise.all([...flick(), ...flick()]);
  await stands(/^5 of \d+: 4 kept, /);
  const undo = page.getByRole("toolbar", { name: "Decide" }).getByRole("button", { name: "Undo" });
  for (const at of [4, 3, 2, 1]) {
    await undo.tap();
    await stands(new RegExp(`^${at} of `));
  }
  await stands(/^1 of \d+: \d+ undecided$/);
  await page.context().close();
});

test("the review's own lane: opened by T, dragged by a finger, kept in the address, closed by Done", async ({
  browser,
}) => {
  const page = await openPhone(browser);
  await signIn(page, night.user);
  await page.goto(`/vods/${night.vodId}/review?state=open&sort=time`);
  await page.getByRole("button", { name: "Trim" }).tap();
  const trim = page.getByRole("region", { name: "Trim" });
  await expect(handleOf(page, "end")).toHaveAttribute("aria-valuetext", /frame \d+/);
  // The sheet has come up; where it stops is where fingers find it.
  const sheet = async () => (await trim.boundingBox())!;
  await expect.poll(async () => Math.round((await sheet()).y + (await sheet()).height)).toBe(844);
  const before = await framesOf(page);
  const { x, y, width, height } = (await handleOf(page, "end").boundingBox())!;
  const from = { x: x + width / 2, y: y + height / 2 };
  await moveFingers(page, [{ from, to: { x: from.x - 40, y: from.y } }]);
  const [start, end] = await framesOf(page);
  expect(start).toBe(before[0]);
  expect(end).toBeLessThan(before[1]);
  await expect(page.getByText("Trim saved.")).toBeVisible();
  await keepScreens(page, "review-trim");
  await expect(page).toHaveURL(/trim=1/);
  await page.reload();
  await expect.poll(() => framesOf(page)).toEqual([start, end]);
  await trim.getByRole("button", { name: /^Undo: trim of/ }).tap();
  await expect.poll(() => framesOf(page)).toEqual(before);
  await trim.getByRole("button", { name: "Done" }).tap();
  await expect(page.getByRole("toolbar", { name: "Decide" })).toBeVisible();
  await expect(page).not.toHaveURL(/trim=1/);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.keyboard.press("t");
  await expect(handleOf(page, "start")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(handleOf(page, "start")).toHaveCount(0);
  await page.context().close();
});

/** Keeps the worker from this video's cuts until the returned function is called. */
async function holdCuts(): Promise<() => Promise<void>> {
  const client = new pg.Client(process.env.DATABASE_URL);
  await client.connect();
  await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [`cut:${night.vodId}`]);
  return () => client.end();
}

test("eight chosen by filter and Shift are cut; one can't be stored, says why, and is made on another try", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await openList(page, "?sort=time");
  const readyBefore = await page.getByText("Clip ready").count();
  await page.getByLabel("State").selectOption({ label: (await optionOf(page, "Not cut yet"))! });
  await expect(page.getByText(/ of \d+ shown$/)).toBeVisible();
  await rowsOf(page).nth(0).getByRole("checkbox").click();
  await rowsOf(page)
    .nth(7)
    .getByRole("checkbox")
    .click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar.getByText("8 selected")).toBeVisible();
  const letGo = await holdCuts();
  await bar.getByRole("button", { name: "Cut selected" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Clips after")).toBeVisible();
  await keepScreens(page, "cut-selected");
  await dialog.getByRole("button", { name: "Cut 8 clips" }).click();
  await expect(page.getByText("8 clips being cut")).toBeVisible();
  await expect(bar).toBeHidden();

  // Where the folder of the third one's file would go there is a file: nothing can be stored below that.
  const [third] = await withStack((ctx) =>
    ctx.db
      .select({ clipVodId: clips.vodId, highlightId: clips.highlightId })
      .from(clipAttempts)
      .innerJoin(clips, eq(clips.vodId, clipAttempts.vodId))
      .where(and(eq(clipAttempts.accountId, night.accountId), eq(clipAttempts.state, "queued")))
      .orderBy(clips.vodId)
      .offset(2)
      .limit(1),
  );
  const folder = path.join(process.env.VODMANAGER_DATA_DIR!, "objects/accounts", night.accountId, "clips");
  const inTheWay = path.join(folder, third!.clipVodId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(inTheWay, "");
  await letGo();

  await page.getByLabel("State").selectOption({ index: 0 });
  const failed = page.locator(`#highlight-${third!.highlightId}`);
  await expect(failed.getByText("Cut failed")).toBeVisible(longWait);
  await expect(failed.getByRole("alert")).toContainText("The file store has something else where this file should go.");
  await expect(page.getByText("Clip ready")).toHaveCount(readyBefore + 7, longWait);
  await keepScreens(page, "highlights-cut-failed");
  rmSync(inTheWay);
  await failed.getByRole("button", { name: /^Cut again: / }).click();
  await dialog.getByRole("button", { name: "Cut 1 clip" }).click();
  await expect(failed.getByText("Clip ready")).toBeVisible(longWait);
  await expect(rowsOf(page).getByText("Cut failed")).toHaveCount(0);
});

/** The option of the state filter that begins so, with its count. */
const optionOf = async (page: Page, begins: string): Promise<string | undefined> =>
  (await page.getByLabel("State").locator("option").allInnerTexts()).find((text) => text.startsWith(begins));

test("cut all with room for three: the plan says so before, three are made, the rest say why", async ({ page }) => {
  test.setTimeout(240_000);
  const most = await withStack(async (ctx) => {
    const { clipCount } = await getQuotaUsage(ctx.db, night);
    const [studio] = await ctx.db.select().from(plans).where(eq(plans.id, "studio"));
    const planId = `three-more-${clipCount}`;
    await ctx.db.insert(plans).values({ ...studio!, id: planId, name: "Three more", maxClips: clipCount + 3 });
    await ctx.db.update(accounts).set({ planId }).where(eq(accounts.id, night.accountId));
    return clipCount + 3;
  });
  const reason = `The plan Three more keeps ${most} clips and you have ${most}.`;
  await openList(page);
  await expect(page.getByText("Room for 3 more clips")).toBeVisible();
  await page.getByRole("button", { name: "Cut all clips" }).click();
  const dialog = page.getByRole("dialog");
  const leftOut = dialog.getByRole("region", { name: "Left out" });
  await expect(leftOut).toContainText(reason);
  await keepScreens(page, "cut-all-quota");
  await dialog.getByRole("button", { name: "Cut 3 clips" }).click();
  await expect(page.getByText("Clip ready")).toHaveCount(most, longWait);
  const skipped = rowsOf(page).filter({ hasText: "Not cut" });
  expect(await skipped.count()).toBeGreaterThanOrEqual(2);
  for (const row of await skipped.all()) {
    await expect(row.getByRole("alert")).toContainText(reason);
  }
  await expect(page.getByText("No room for more clips")).toBeVisible();
  await keepScreens(page, "highlights-no-room");
});
