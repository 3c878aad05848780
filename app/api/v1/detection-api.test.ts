import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import { chatMessages, signalImports } from "#drizzle/schema/signals.ts";
import { insertVideo } from "#lib/vods/testing.ts";
import { POST as review } from "./highlights/[id]/review/route.ts";
import { POST as trim } from "./highlights/[id]/trim/route.ts";
import { POST as changeSettings, GET as readSettings } from "./settings/detection/route.ts";
import { POST as moveFile, GET as previewMove } from "./signals/[id]/offset/route.ts";
import { GET as streamPage } from "./streams/[id]/route.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let stranger: Awaited<ReturnType<typeof web.signUp>>;
let viewer: Awaited<ReturnType<typeof web.signUp>>;
let ids: { stream: string; signal: string; highlight: string };

beforeAll(async () => {
  web = await startTestWeb();
  owner = await web.signUp("owner");
  stranger = await web.signUp("stranger");
  viewer = await web.signUp("viewer");
  const { db } = web.ctx;
  const { accountId } = owner;
  await db.update(members).set({ accountId, role: "viewer" }).where(eq(members.userId, viewer.userId));
  const { streamId, vodId } = await insertVideo(web.ctx, { accountId, durationSeconds: 600 });
  const file = {
    accountId,
    streamId,
    kind: "chat" as const,
    state: "done" as const,
    fileName: "chat.txt",
    sizeBytes: 9,
  };
  const [signal] = await db.insert(signalImports).values(file).returning();
  const row = { accountId, streamId, importId: signal!.id, offsetMs: 5_000, author: "a", text: "<b>hi</b>\u202E" };
  await db.insert(chatMessages).values(row);
  const bounds = { timescale: 12_800, detectedStartTicks: 0, detectedEndTicks: 128_000 };
  const [highlight] = await db
    .insert(highlights)
    .values({ accountId, vodId, origin: "detected", rank: 1, score: 1, ...bounds })
    .returning();
  ids = { stream: streamId, signal: signal!.id, highlight: highlight!.id };
});
afterAll(() => web.stop());

const post = (cookie: string, body: unknown) =>
  ask("/api/v1/x", {
    cookie,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
const answerOf = async (response: Response) => [response.status, await response.json()];

test("a file is previewed and moved; the preview gives hostile text back as it is, as JSON", async () => {
  const at = withParams({ id: ids.signal });
  const preview = await previewMove(ask("/x?offsetMs=2000", { cookie: owner.cookie }), at);
  expect(preview.headers.get("content-type")).toBe("application/json");
  expect(await preview.json()).toMatchObject({
    counts: { before: 0, within: 1, after: 0 },
    samples: [{ nowSeconds: 5, thenSeconds: 7, text: "a: <b>hi</b>\u202E" }],
  });
  expect(await answerOf(await moveFile(post(owner.cookie, { offsetMs: 2_000 }), at))).toEqual([
    200,
    { ok: true, movedByMs: 2_000 },
  ]);
});

test.each([["90000000"], ["1.5"], ["x"]])("an offset of %j is refused in words", async (offsetMs) => {
  const request = ask(`/x?offsetMs=${offsetMs}`, { cookie: owner.cookie });
  const response = await previewMove(request, withParams({ id: ids.signal }));
  expect(await answerOf(response)).toMatchObject([400, { code: "invalid_input" }]);
});

test("a decision is kept with who made it, and shows in the stream's precision", async () => {
  expect(
    await answerOf(await review(post(owner.cookie, { decision: "approve" }), withParams({ id: ids.highlight }))),
  ).toEqual([200, { ok: true, reviewState: "approved" }]);
  const [label] = await web.ctx.db.select().from(actionLog).where(eq(actionLog.highlightId, ids.highlight));
  expect(label).toMatchObject({ action: "approve", actorUserId: owner.userId });
  const page = await streamPage(ask("/x", { cookie: owner.cookie }), withParams({ id: ids.stream }));
  expect(await page.json()).toMatchObject({ precision: [{ n: 5, judged: 1, right: 1, precision: 1 }, { n: 10 }] });
  const at = withParams({ id: ids.highlight });
  const bounds = { startTicks: 12_800, endTicks: 64_000 };
  expect((await trim(post(owner.cookie, { ...bounds, editVersion: 1 }), at)).status).toBe(409);
  expect(await answerOf(await trim(post(owner.cookie, { ...bounds, editVersion: 2 }), at))).toEqual([
    200,
    { ok: true, ...bounds, editVersion: 3, editId: expect.any(String), highlightIds: [ids.highlight] },
  ]);
});

test("settings are read and set whole, within limits", async () => {
  const read = async () => (await readSettings(ask("/x", { cookie: viewer.cookie }), withParams())).json();
  const settings = await read();
  expect(settings).toMatchObject({
    topN: 10,
    spacingSeconds: 120,
    leastSigma: 2.5,
    reactionLagSeconds: 20,
    keywords: [],
  });
  const set = { ...settings, topN: 4, keywords: ["banana"] };
  expect((await changeSettings(post(owner.cookie, set), withParams())).status).toBe(200);
  expect(await read()).toEqual(set);
  expect(await answerOf(await changeSettings(post(owner.cookie, { ...set, topN: 99 }), withParams()))).toMatchObject([
    400,
    { code: "invalid_input" },
  ]);
});

test("viewers may look and not change; strangers find nothing", async () => {
  const changes = [
    () => moveFile(post(viewer.cookie, { offsetMs: 1 }), withParams({ id: ids.signal })),
    () => review(post(viewer.cookie, { decision: "reject" }), withParams({ id: ids.highlight })),
    () => changeSettings(post(viewer.cookie, {}), withParams()),
  ];
  for (const change of changes) expect((await change()).status).toBe(403);
  const hidden = [
    () => previewMove(ask("/x?offsetMs=1", { cookie: stranger.cookie }), withParams({ id: ids.signal })),
    () => moveFile(post(stranger.cookie, { offsetMs: 1 }), withParams({ id: ids.signal })),
    () => review(post(stranger.cookie, { decision: "reject" }), withParams({ id: ids.highlight })),
  ];
  for (const look of hidden) expect((await look()).status).toBe(404);
});
