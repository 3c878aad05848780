import { expect, type Page, test } from "@playwright/test";
import { accounts } from "#drizzle/schema/accounts.ts";
import type { AccountId } from "#lib/ids.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { type OwnStack, startOwnStack } from "./setup/own-stack.ts";
import { makeRecordingFor } from "./setup/recording.ts";
import { keepScreens } from "./setup/screens.ts";
import { openSession, type Session } from "./setup/session.ts";

test.describe.configure({ mode: "serial" });

let stack: OwnStack;
let session: Session;
let vodId = "";
let highlightIds: string[] = [];
test.beforeAll(async () => {
  test.setTimeout(300_000);
  stack = await startOwnStack("outage");
  session = await openSession(stack);
});
test.afterAll(() => stack?.stop());

/** The signed-in browser, at a page of this stack. */
async function open(page: Page, path: string): Promise<void> {
  await page.context().addCookies([session.cookie]);
  await page.goto(`${stack.origin}${path}`);
}
const highlightList = (page: Page) => page.getByRole("list", { name: "Highlights" });
const isPlaying = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector("video");
    return video !== null && video.readyState >= 2 && video.currentTime > 0;
  });

test("a model that is down: highlights keep their bounds and say why; when it is back they are refined", async ({
  page,
}) => {
  test.setTimeout(300_000);
  stack.model.behave(() => ({ kind: "status", status: 503, message: "overloaded" }));
  ({ vodId, highlightIds } = await session.importRecording(await makeRecordingFor("outage")));
  type Refined = { id: string; refineState: string; refineReason: string | null; startTicks: number };
  const list = async () => (await session.read(`/api/v1/vods/${vodId}/highlights`)).highlights as Refined[];
  const failed = (await list()).filter((one) => one.refineState === "failed");
  expect(failed.length).toBeGreaterThan(0);
  const [one] = failed;
  await open(page, `/vods/${vodId}/highlights`);
  await expect(highlightList(page).getByRole("listitem").first()).toBeVisible();
  await expect(page.getByText(/model|provider/i).first()).toBeVisible();

  stack.model.reset();
  await session.post(`/api/v1/highlights/${one!.id}/refinements`);
  const isRefined = async () => (await list()).find(({ id }) => id === one!.id)?.refineState;
  await expect.poll(isRefined, { timeout: 60_000 }).toBe("done");
});

test("a database that is away: the open page says so, keeps what it shows, refuses changes with the reason, and recovers", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await open(page, `/vods/${vodId}/highlights`);
  const items = highlightList(page).getByRole("listitem");
  await expect(items.first()).toBeVisible();
  const shown = await items.count();
  await stack.database.shut();
  await expect(page.getByText(/^The database can't be reached\. What you see may be old/)).toBeVisible({
    timeout: 40_000,
  });
  expect(await items.count()).toBe(shown);
  // Said once: what is there is not called missing.
  await expect(page.getByText("couldn't be loaded")).toHaveCount(0);
  const refused = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/highlights/${id}/review`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ decision: "approve" }),
    });
    return { status: answer.status, ...(await answer.json()) };
  }, highlightIds[0]);
  expect(refused).toMatchObject({ status: 503, code: "database_unavailable", retry: true });
  await keepScreens(page, "outage-database");

  // Another page, asked for now, says the same and comes by itself.
  const late = await page.context().newPage();
  await late.goto(`${stack.origin}/streams`);
  await expect(late.getByText(/database can't be reached/i).first()).toBeVisible();
  await keepScreens(late, "outage-database-late");
  const signIn = { email: stack.user.email, password: stack.user.password };
  expect((await session.call("/api/auth/sign-in/email", session.asJson(signIn))).status).toBe(503);

  await stack.database.open();
  await expect(page.getByText(/^The database can't be reached/)).toHaveCount(0, { timeout: 40_000 });
  await expect(late.getByRole("list", { name: "Streams" })).toBeVisible({ timeout: 40_000 });
  // It is live again: what changes elsewhere is seen here.
  const [first] = (await session.read(`/api/v1/vods/${vodId}/highlights`)).highlights;
  const { id, editVersion } = first as { id: string; editVersion: number };
  await session.post(`/api/v1/highlights/${id}/title`, { title: "After the outage", editVersion });
  await expect(page.getByText("After the outage").first()).toBeVisible({ timeout: 30_000 });
  await late.close();
});

test("a store that sends wrong bytes, or none: nothing of them is shown, and it plays when they are right", async ({
  page,
}) => {
  test.setTimeout(180_000);
  // Processed on this host, so all of it is in the cache, which the processes of a host share.
  const { ctx } = stack;
  const [account] = await ctx.db.select().from(accounts);
  const { row } = await getMedia(ctx, { accountId: account!.id as AccountId, vodId });
  await ctx.cache.drop({ key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes });
  const broken: string[] = [];
  page.on("requestfailed", (request) => {
    if (/\/media$/.test(new URL(request.url()).pathname)) broken.push(request.failure()?.errorText ?? "");
  });
  stack.store.setFault("flipped", "GET");
  await open(page, `/vods/${vodId}`);
  await expect.poll(() => broken.length, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(await isPlaying(page)).toBe(false);
  expect(stack.output().web).toContain("a segment's bytes are not those that were stored");
  stack.store.setFault("none");
  await expect
    .poll(() => page.evaluate(() => document.querySelector("video")?.readyState ?? 0), { timeout: 60_000 })
    .toBeGreaterThanOrEqual(2);
});
