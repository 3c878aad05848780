import { expect, type Page, test } from "@playwright/test";
import pg from "pg";
import { getReadyStream } from "./setup/ready-stream.ts";
import { keepScreens } from "./setup/screens.ts";
import { signIn } from "./setup/sign-in.ts";

const zoomed = /[?&]zoom=([\d.]+)-([\d.]+)/;
const overview = (page: Page) => page.getByRole("region", { name: "Overview" });
const drawing = async (page: Page) => (await overview(page).locator("canvas").first().boundingBox())!;
const playhead = async (page: Page) =>
  Number(await page.getByRole("slider", { name: "Position in the video" }).getAttribute("aria-valuenow"));
const spanOf = (url: string, name: string) => {
  const [start, end] = (new URL(url).searchParams.get(name) ?? "").split("-").map(Number);
  return { start: start!, end: end! };
};

async function openReplay(page: Page, query = ""): Promise<{ vodId: string; streamId: string }> {
  await signIn(page);
  const ready = await getReadyStream(page);
  await page.goto(`/vods/${ready.vodId}${query}`);
  await expect(page.getByRole("slider", { name: "Position in the video" })).toBeVisible();
  return ready;
}

test("the overview zooms by wheel and keys around what is looked at, pans, and fits again", async ({ page }) => {
  test.setTimeout(300_000);
  await openReplay(page);
  const { x, y, width } = await drawing(page);
  await page.mouse.move(x + width * 0.75, y + 60);
  await page.mouse.wheel(0, -400);
  await expect(page).toHaveURL(zoomed);
  const wheel = spanOf(page.url(), "zoom");
  // Three quarters of what is shown are left of the pointer before and after.
  const whole = (await getLength(page))!;
  expect((wheel.start + (wheel.end - wheel.start) * 0.75) / whole).toBeCloseTo(0.75, 1);

  await page.keyboard.press("+");
  await expect.poll(() => length(spanOf(page.url(), "zoom"))).toBeCloseTo(length(wheel) / 1.5, 0);
  const before = spanOf(page.url(), "zoom");
  await page.keyboard.press(",");
  await expect.poll(() => spanOf(page.url(), "zoom").start).toBeLessThan(before.start);
  const panned = spanOf(page.url(), "zoom");
  await page.mouse.move(x + width / 2, y + 60);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(x + width / 2 - 60, y + 60, { steps: 4 });
  await page.mouse.up({ button: "middle" });
  await expect.poll(() => spanOf(page.url(), "zoom").start).toBeGreaterThan(panned.start);
  await page.keyboard.press("0");
  await expect(page).not.toHaveURL(zoomed);
});

const length = ({ start, end }: { start: number; end: number }) => end - start;
const getLength = async (page: Page) =>
  Number(await page.getByRole("slider", { name: "Position in the video" }).getAttribute("aria-valuemax"));

test("the pointer over the overview tells what happened there", async ({ page }) => {
  await openReplay(page);
  const { x, y, width } = await drawing(page);
  // The raid of the recording.
  await page.mouse.move(x + (width * 88) / (await getLength(page)), y + 60);
  const card = overview(page).locator("[aria-hidden].w-44");
  await expect(card).toBeVisible();
  await expect(card.getByText(/^\d+ messages a minute$/)).toBeVisible();
  await expect(card.getByText(/^-?\d+ dB$/)).toBeVisible();
  await expect(card.getByText("raid 120")).toBeVisible();
  await expect(card.getByText(/^0:01:2\d\.\d$/)).toBeVisible();
  await expect
    .poll(() => card.evaluate((element) => (element.firstElementChild as HTMLElement).style.backgroundImage))
    .toContain("/sprites/");
  await page.mouse.move(x + width / 2, y - 200);
  await expect(card).toBeHidden();
});

test("a stretch marked by dragging becomes a highlight, is chosen, and undone", async ({ page }) => {
  const { vodId } = await openReplay(page);
  const countOf = async () =>
    (await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json()).highlights.length as number;
  const count = await countOf();
  const { x, y, width } = await drawing(page);
  const whole = await getLength(page);
  await page.mouse.move(x + width * 0.02, y + 60);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.09, y + 60, { steps: 5 });
  await page.mouse.up();
  await expect(page).toHaveURL(/[?&]range=/);
  const marked = spanOf(page.url(), "range");
  expect(marked.start / whole).toBeCloseTo(0.02, 1);
  expect(marked.end / whole).toBeCloseTo(0.09, 1);
  // By keys to the tenth of a second.
  const end = page.getByRole("slider", { name: "End of the new highlight" });
  await end.press("ArrowRight");
  await expect.poll(() => spanOf(page.url(), "range").end).toBeCloseTo(marked.end + 0.1, 2);
  await keepScreens(page, "replay-marked");
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/[?&]h=[0-9a-f-]{36}/);
  await expect(page.getByRole("region", { name: "Chosen highlight" })).toBeVisible();
  await expect.poll(countOf).toBe(count + 1);
  await keepScreens(page, "replay-trim");
  await page.keyboard.press("z");
  await expect.poll(countOf).toBe(count);
});

test("the in and out keys mark at the playhead", async ({ page }) => {
  await openReplay(page, "?t=20");
  await page.keyboard.press("i");
  await page.getByRole("slider", { name: "Position in the video" }).press("ArrowRight");
  await expect.poll(() => playhead(page)).toBe(25);
  await page.keyboard.press("o");
  await expect(page.getByRole("group", { name: "A highlight of your own" })).toContainText("5.0 s");
  await page.getByRole("button", { name: "Forget the range" }).click();
  await expect(page).not.toHaveURL(/[?&]range=/);
});

test("the scroll bar reaches the end of the chat; a hit of a search is marked and leads to its time", async ({
  page,
}) => {
  await openReplay(page);
  const chat = page.getByRole("log", { name: "Chat messages" });
  await expect(chat.getByRole("button").first()).toBeVisible();
  const last = await page.evaluate(
    async (streamId) => {
      const { messages } = await (await fetch(`/api/v1/streams/${streamId}/chat?limit=20000`)).json();
      return messages.filter((one: { offsetMs: number }) => one.offsetMs < 216_000).at(-1).text as string;
    },
    await streamIdOf(page),
  );
  await chat.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await expect(chat.getByRole("button").last()).toContainText(last);
  await chat.evaluate((element) => (element.scrollTop = 0));
  await expect(chat.getByRole("button").first()).toContainText("0:00:0");
  await page.getByRole("button", { name: "Follow the video" }).click();

  await page.keyboard.press("/");
  await page.keyboard.type("clip it clip it");
  const search = page.getByRole("search");
  await expect(search.getByRole("status")).toHaveText(/^\d+$/);
  await page.keyboard.press("Enter");
  await expect(search.getByRole("status")).toHaveText(/^1 \/ \d+$/);
  const hit = chat.locator("[data-hit]");
  await expect(hit).toContainText("clip it clip it");
  await keepScreens(page, "replay-search");
  await hit.click();
  await expect.poll(() => playhead(page)).toBeGreaterThan(130);
  await expect(page).toHaveURL(/[?&]q=clip\+it\+clip\+it/);
});

const streamIdOf = async (page: Page) => (await getReadyStream(page)).streamId;

test("a word of the transcript leads to where it is said", async ({ page }) => {
  const { streamId } = await openReplay(page);
  await giveWordTimes(streamId);
  await page.keyboard.press("3");
  const transcript = page.getByRole("log", { name: "Transcript" });
  await transcript.getByRole("button", { name: "lava.", exact: true }).click();
  // The tenth of its words, half a second each, from 42 s on.
  await expect.poll(() => playhead(page)).toBe(46);
  await page.keyboard.press("/");
  await page.keyboard.type("raid");
  await expect(page.getByRole("search").getByRole("status")).toHaveText("1");
  await page.keyboard.press("Enter");
  await expect(transcript.locator("[data-hit]")).toContainText("Welcome");
});

/** Word times as a file with them gives: half a second a word. */
async function giveWordTimes(streamId: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query(
      `update transcript_segments t set words = (
         select jsonb_agg(jsonb_build_object('startMs', t.start_ms + (n - 1) * 500, 'endMs', t.start_ms + n * 500, 'text', word) order by n)
         from regexp_split_to_table(t.text, ' ') with ordinality as w(word, n))
       where stream_id = $1`,
      [streamId],
    );
  } finally {
    await client.end();
  }
}

test("events are shown by kind; brackets go from highlight to highlight and keys judge the chosen one", async ({
  page,
}) => {
  await openReplay(page);
  await page.keyboard.press("2");
  const events = page.getByRole("log", { name: "Events" });
  await expect(events.getByRole("button")).toHaveCount(4);
  await page.getByRole("button", { name: "Raids" }).click();
  await expect(events.getByRole("button")).toHaveCount(1);
  await expect(page).toHaveURL(/[?&]events=raid/);

  await page.keyboard.press("4");
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/[?&]h=/);
  const chosen = page.getByRole("list", { name: "Highlights" }).locator("li[aria-current=true]");
  await expect(chosen).toBeVisible();
  const first = new URL(page.url()).searchParams.get("h");
  await page.keyboard.press("]");
  await expect.poll(() => new URL(page.url()).searchParams.get("h")).not.toBe(first);
  await page.keyboard.press("[");
  await expect.poll(() => new URL(page.url()).searchParams.get("h")).toBe(first);
  await page.keyboard.press("x");
  await expect(chosen.getByText("Rejected")).toBeVisible();
  await keepScreens(page, "replay-highlights");
  await page.keyboard.press("z");
  await expect(chosen.getByText("Rejected")).toBeHidden();
});

test("tab, search, zoom, range, chosen highlight and time survive a reload", async ({ page }) => {
  const { vodId } = await openReplay(page);
  const [highlight] = (await (await page.request.get(`/api/v1/vods/${vodId}/highlights`)).json()).highlights;
  const address = `/vods/${vodId}?t=100.0&tab=transcript&q=boss&zoom=60-180&range=70-80&h=${highlight.id}`;
  await page.goto(address);
  const check = async () => {
    await expect(page.getByRole("tab", { name: "Transcript" })).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("searchbox")).toHaveValue("boss");
    await expect(page.getByRole("scrollbar", { name: "What the overview shows" })).toHaveAttribute(
      "aria-valuenow",
      "60",
    );
    await expect(page.getByRole("slider", { name: "Beginning of the new highlight" })).toHaveAttribute(
      "aria-valuenow",
      "70.0",
    );
    await expect(page.getByRole("region", { name: "Chosen highlight" })).toBeVisible();
    await expect.poll(() => playhead(page)).toBe(100);
  };
  await check();
  await page.reload();
  await check();
});

test("on a phone a tap seeks, a finger moves what is zoomed, and nothing is wider than the screen", async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await openReplay(page, "?zoom=60-180");
  const { x, y, width } = await drawing(page);
  await page.touchscreen.tap(x + width / 2, y + 60);
  await expect.poll(() => playhead(page)).toBe(120);
  const session = await context.newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", px: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x: px, y: y + 60 }] });
  await touch("touchStart", x + width * 0.7);
  for (let n = 1; n <= 6; n += 1) await touch("touchMove", x + width * (0.7 - n * 0.05));
  await touch("touchEnd", 0);
  await expect.poll(() => spanOf(page.url(), "zoom").start).toBeGreaterThan(75);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await context.close();
});
