import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keptAnswers } from "#drizzle/schema/access.ts";
import { streams } from "#drizzle/schema/vods.ts";
import { claimAnswer, deleteOldAnswers } from "#lib/accounts/kept-answers.ts";
import { POST as createKey } from "../api/v1/api-keys/route.ts";
import { POST as detection } from "../api/v1/settings/detection/route.ts";
import { POST as detections } from "../api/v1/streams/[id]/detections/route.ts";
import { POST as uploads } from "../api/v1/uploads/route.ts";
import { ask, startTestWeb, withParams } from "./testing/web-test.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
beforeAll(async () => {
  web = await startTestWeb();
  owner = await web.signUp("owner");
});
afterAll(() => web.stop());

const json = { "content-type": "application/json" };
const upload = async (key: string, text = "hello", cookie = owner.cookie) => {
  const headers = { "idempotency-key": key, "content-length": String(text.length) };
  const response = await uploads(
    ask("/api/v1/uploads?name=chat.txt", { cookie, method: "POST", body: text, headers }),
    withParams(),
  );
  return {
    status: response.status,
    replayed: response.headers.get("idempotency-replayed"),
    body: await response.json(),
  };
};

test("the same key sent again gets the first answer, and the work is done once", async () => {
  const first = await upload("k-1");
  const again = await upload("k-1");
  expect(first).toMatchObject({ status: 200, replayed: null });
  expect(again).toEqual({ status: 200, replayed: "true", body: first.body });
  expect((await upload("k-2")).body.uploadId).not.toBe(first.body.uploadId);
});

test("another file with the name and length of the first is refused, not taken for it", async () => {
  const first = await upload("k-file", "hello");
  expect(first.body.sha256).toBe("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  const other = await upload("k-file", "jello");
  expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
  expect(await upload("k-file", "hello")).toEqual({ status: 200, replayed: "true", body: first.body });
});

test("of ten at the same moment one works; the others are told so or get its answer", async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => upload("k-race")));
  const done = all.filter((one) => one.status === 200);
  expect(new Set(done.map((one) => one.body.uploadId)).size).toBe(1);
  expect(done.filter((one) => one.replayed === null)).toHaveLength(1);
  for (const one of all) if (one.status !== 200) expect(one).toMatchObject({ status: 409, body: { code: "conflict" } });
});

test("a key that was used for another request is refused", async () => {
  const send = (topN: number) =>
    detection(
      ask("/api/v1/settings/detection", {
        cookie: owner.cookie,
        method: "POST",
        headers: { ...json, "idempotency-key": "k-3" },
        body: JSON.stringify({ topN }),
      }),
      withParams(),
    );
  expect((await send(7)).status).toBe(200);
  const other = await send(8);
  expect([other.status, await other.json()]).toMatchObject([422, { code: "idempotency_key_reused" }]);
});

test("another user's same key is another one", async () => {
  const stranger = await web.signUp("stranger");
  const mine = await upload("k-4");
  const theirs = await upload("k-4", "hello", stranger.cookie);
  expect(theirs).toMatchObject({ status: 200, replayed: null });
  expect(theirs.body.uploadId).not.toBe(mine.body.uploadId);
});

test("refusals are kept; what was refused before the work is not", async () => {
  const [stream] = await web.ctx.db.insert(streams).values({ accountId: owner.accountId, title: "Empty" }).returning();
  const send = (cookie?: string) =>
    detections(
      ask(`/api/v1/streams/${stream!.id}/detections`, {
        cookie,
        method: "POST",
        headers: { "idempotency-key": "k-5" },
      }),
      withParams({ id: stream!.id }),
    );
  expect((await send()).status).toBe(401);
  const refused = await send(owner.cookie);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  const again = await send(owner.cookie);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.headers.get("content-type")).toBe("application/problem+json");
  expect(await again.json()).toEqual(await refused.json());
});

test("answers that hold a secret are not kept, and say so", async () => {
  const body = JSON.stringify({ name: "Script", scopes: ["read"], expiresInDays: null });
  const headers = { ...json, "idempotency-key": "k-6" };
  const refused = await createKey(ask("/x", { cookie: owner.cookie, method: "POST", headers, body }), withParams());
  expect([refused.status, (await refused.json()).code]).toEqual([400, "invalid_input"]);
});

test("an answer is kept for a day; a key whose process died is free after a quarter of an hour", async () => {
  const claim = { caller: "user:x@", key: "dead", requestHash: "h" };
  const at = (minutes: number) => ({ ...web.ctx, now: () => new Date(Date.now() + minutes * 60_000) });
  expect(await claimAnswer(at(0), claim)).toEqual({ state: "mine" });
  expect(await claimAnswer(at(14), claim)).toEqual({ state: "in_flight" });
  expect(await claimAnswer(at(16), claim)).toEqual({ state: "mine" });
  const kept = await web.ctx.db.select().from(keptAnswers).where(eq(keptAnswers.key, "k-1"));
  expect(kept).toHaveLength(1);
  expect(await deleteOldAnswers(at(0))).toBe(0);
  expect(await deleteOldAnswers(at(25 * 60))).toBeGreaterThan(4);
});
