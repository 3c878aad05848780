import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { storedObjects, vods } from "#drizzle/schema/vods.ts";
import type { PlanInput } from "#lib/accounts/schema.ts";
import { deliverOutbox } from "#lib/notify/deliver-outbox.ts";
import { emitEvent } from "#lib/outbox.ts";
import { insertVideo } from "#lib/vods/testing.ts";
import { POST as movePost } from "../admin/accounts/[id]/plan/route.ts";
import { GET as plansGet, POST as plansPost } from "../admin/plans/route.ts";
import { POST as wishPost } from "../notifications/emails/route.ts";
import { GET as bellGet } from "../notifications/route.ts";
import { POST as seenPost } from "../notifications/seen/route.ts";
import { POST as emptyPost } from "../trash/empty/route.ts";
import { POST as restorePost } from "../trash/restore/route.ts";
import { POST as trashPost } from "../trash/route.ts";
import { POST as pinPost } from "../vods/[id]/pin/route.ts";
import { GET as storageGet } from "./route.ts";

type Person = Awaited<ReturnType<Awaited<ReturnType<typeof startTestWeb>>["signUp"]>>;
let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Person;
let stranger: Person;
beforeAll(async () => {
  web = await startTestWeb();
  owner = await web.signUp("owner");
  stranger = await web.signUp("stranger");
});
afterAll(() => web.stop());

type Route = (request: Request, context: { params: Promise<unknown> }) => Promise<Response>;
const get = async (route: Route, who: Person) => {
  const response = await route(ask("/api/v1/x", { cookie: who.cookie }), withParams());
  return { status: response.status, body: await response.json() };
};
const post = async (route: Route, who: Person, body: unknown, params: Record<string, string> = {}) => {
  const options = { cookie: who.cookie, method: "POST", body: JSON.stringify(body) };
  const response = await route(ask("/api/v1/x", options), withParams(params));
  return { status: response.status, body: await response.json() };
};

async function addVideo(who: Person, sizeBytes: number): Promise<string> {
  const { vodId } = await insertVideo(web.ctx, { accountId: who.accountId, durationSeconds: 10 });
  const key = `accounts/${who.accountId}/${vodId}.mp4`;
  const { etag } = await web.ctx.store.putBytes(key, Buffer.alloc(sizeBytes));
  await web.ctx.db
    .insert(storedObjects)
    .values({ key, accountId: who.accountId, vodId, role: "video", state: "live", sizeBytes, etag });
  return vodId;
}

test("storage is shown, moved to the trash, restored and deleted by its own account alone", async () => {
  const vodId = await addVideo(owner, 400);
  const shown = await get(storageGet, owner);
  expect(shown.body).toMatchObject({
    kinds: [{ kind: "video", bytes: 400 }],
    biggest: [{ vodId, sizeBytes: 400, isPinned: false }],
    trash: [],
    usage: { storedBytes: 400, vodCount: 1, isShared: true },
  });
  expect((await get(storageGet, stranger)).body.biggest).toEqual([]);
  for (const route of [trashPost, restorePost]) {
    const { body } = await post(route, stranger, { vodIds: [vodId] });
    expect(body.outcomes).toMatchObject([{ ok: false, reason: "not_found" }]);
  }
  expect((await post(pinPost, stranger, { isPinned: true }, { id: vodId })).status).toBe(404);
  expect((await post(pinPost, owner, { isPinned: true }, { id: vodId })).status).toBe(200);
  expect((await get(storageGet, owner)).body.biggest[0].isPinned).toBe(true);
  expect((await post(trashPost, owner, { vodIds: [vodId] })).body).toEqual({ outcomes: [{ vodId, ok: true }] });
  expect((await get(storageGet, owner)).body).toMatchObject({
    trash: [{ vodId }],
    kinds: [{ kind: "trash", bytes: 400 }],
  });
  expect((await post(emptyPost, stranger, {})).body).toEqual({ deletingIds: [] });
  expect((await post(restorePost, owner, { vodIds: [vodId] })).body).toEqual({ outcomes: [{ vodId, ok: true }] });
  await post(trashPost, owner, { vodIds: [vodId] });
  expect((await post(emptyPost, owner, {})).body).toEqual({ deletingIds: [vodId] });
  const [row] = await web.ctx.db.select().from(vods).where(eq(vods.id, vodId));
  expect(row!.state).toBe("deleting");
  expect((await post(trashPost, owner, { vodIds: [] })).status).toBe(400);
});

test("plans are an admin's: for everybody else there is nothing there", async () => {
  const plan: PlanInput = {
    ...{ id: "tiny", name: "Tiny", maxBytes: 5_000, maxVods: 2, maxClips: 3, maxClipBytes: 700 },
    ...{ retentionDays: 4, trashDays: 1, llmMonthlyUsd: 0.5, allowsEviction: true },
  };
  const move = (who: Person) => post(movePost, who, { planId: "tiny" }, { id: stranger.accountId });
  expect((await get(plansGet, owner)).status).toBe(404);
  expect((await post(plansPost, owner, plan)).status).toBe(404);
  expect((await move(owner)).status).toBe(404);
  await web.ctx.db.update(authUsers).set({ isAdmin: true }).where(eq(authUsers.id, owner.userId));
  expect((await post(plansPost, owner, plan)).status).toBe(200);
  expect((await post(plansPost, owner, { ...plan, maxBytes: 0 })).body).toMatchObject({
    code: "invalid_input",
    fields: { maxBytes: expect.any(String) },
  });
  expect((await move(owner)).status).toBe(200);
  expect((await post(movePost, owner, { planId: "none" }, { id: stranger.accountId })).status).toBe(404);
  const { body } = await get(plansGet, owner);
  expect(body.plans.find((one: PlanInput) => one.id === "tiny")).toEqual({ ...plan, accountCount: 1 });
  expect(body.accounts.find((one: { slug: string }) => one.slug === "stranger")).toMatchObject({ planId: "tiny" });
  expect((await get(storageGet, stranger)).body.usage).toMatchObject({ isShared: false, clips: { maxBytes: 700 } });
  const [kept] = await web.ctx.db.select().from(plans).where(eq(plans.id, "tiny"));
  expect(kept!.llmMonthlyUsd).toBe("0.500000");
  await web.ctx.db.update(accounts).set({ planId: "test" }).where(eq(accounts.id, stranger.accountId));
});

test("the bell lists one's own account's news, and what is seen is seen", async () => {
  const vodId = randomUUID();
  const payload = { vodId, streamId: null, kind: "upload", title: "Friday" };
  await emitEvent(web.ctx.db, { accountId: owner.accountId, event: "stream.archived", dedupeKey: vodId, payload });
  await deliverOutbox(web.ctx, { accountId: owner.accountId });
  const { body } = await get(bellGet, owner);
  expect(body).toMatchObject({
    newCount: 1,
    sendsEmails: false,
    notifications: [{ title: "Stream archived", isNew: true }],
  });
  expect((await get(bellGet, stranger)).body).toMatchObject({ newCount: 0, notifications: [] });
  await post(seenPost, owner, { upTo: body.notifications[0].createdAt });
  expect((await get(bellGet, owner)).body.newCount).toBe(0);
  await post(wishPost, owner, { wantsEmails: false });
  expect((await get(bellGet, owner)).body.wantsEmails).toBe(false);
});
