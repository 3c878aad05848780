import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { authUsers } from "#drizzle/schema/auth.ts";
import { detectionRuns, highlights, llmLedger, refinements } from "#drizzle/schema/highlights.ts";
import { insertVideo } from "#lib/vods/testing.ts";
import { POST as setPrice } from "./admin/refinement/prices/route.ts";
import { POST as changeTotals, GET as totals } from "./admin/refinement/route.ts";
import { POST as again, GET as history } from "./highlights/[id]/refinements/route.ts";
import { POST as change, GET as ledger } from "./refinement/route.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let stranger: Awaited<ReturnType<typeof web.signUp>>;
let highlightId: string;

beforeAll(async () => {
  web = await startTestWeb();
  owner = await web.signUp("owner");
  stranger = await web.signUp("stranger");
  const { accountId } = owner;
  const { db } = web.ctx;
  const { vodId, streamId } = await insertVideo(web.ctx, { accountId, durationSeconds: 60 });
  const [run] = await db
    .insert(detectionRuns)
    .values({ accountId, vodId, streamId, trigger: "cli", state: "done" })
    .returning();
  const detectionRunId = run!.id;
  const bounds = { timescale: 12_800, detectedStartTicks: 0, detectedEndTicks: 128_000 };
  const state = { refineState: "failed" as const, refineReason: "The provider was away." };
  const [highlight] = await db
    .insert(highlights)
    .values({ accountId, vodId, detectionRunId, origin: "detected", ...bounds, ...state })
    .returning();
  highlightId = highlight!.id;
  const call = { accountId, detectionRunId, backend: "gemini", model: "m" };
  const [step] = await db
    .insert(refinements)
    .values({
      ...call,
      highlightId,
      iteration: 1,
      promptVersion: "1",
      inputHash: "a",
      state: "failed",
      beforeStartSeconds: 0,
      beforeEndSeconds: 10,
      failureText: "The provider was away.",
      inputTokens: 100,
      outputTokens: 20,
      costUsd: "0.25",
    })
    .returning();
  const at = new Date();
  const paid = { state: "settled" as const, reservedUsd: "0.5", settledUsd: "0.25", sentAt: at, expiresAt: at };
  const month = at.toISOString().slice(0, 7);
  await db.insert(llmLedger).values([
    { ...call, refinementId: step!.id, month, day: at.toISOString().slice(0, 10), ...paid },
    { ...call, refinementId: null, month: "2025-01", day: "2025-01-31", ...paid },
  ]);
});
afterAll(() => web.stop());
beforeEach(() => setAdmin(false));

const setAdmin = (isAdmin: boolean) =>
  web.ctx.db.update(authUsers).set({ isAdmin }).where(eq(authUsers.id, owner.userId));
const get = (cookie: string) => ask("/api/v1/x", { cookie });
const post = (cookie: string, body: unknown = {}) =>
  ask("/api/v1/x", {
    cookie,
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });

test("the owner sees the month against its budget, months and runs; a stranger sees only their own", async () => {
  const mine = await (await ledger(get(owner.cookie), withParams())).json();
  expect(mine).toMatchObject({ budgetUsd: 1, spentUsd: 0.25, promisedUsd: 0, backend: { name: "heuristic" } });
  expect(mine.months).toMatchObject([{ spentUsd: 0.25 }, { month: "2025-01", callCount: 1, spentUsd: 0.25 }]);
  expect(mine.runs).toMatchObject([
    { highlightCount: 1, iterationCount: 1, failedCount: 1, callCount: 2, tokens: 120, models: "m", spentUsd: 0.5 },
  ]);
  expect(await (await ledger(get(stranger.cookie), withParams())).json()).toMatchObject({
    spentUsd: 0,
    runs: [],
    months: [],
  });
});

test("the history is the account's own, and asking again queues the highlight once", async () => {
  const params = withParams({ id: highlightId });
  const mine = await (await history(get(owner.cookie), params)).json();
  expect(mine.refinements).toMatchObject([
    { before: { startSeconds: 0, endSeconds: 10 }, costUsd: 0.25, state: "failed" },
  ]);
  expect((await history(get(stranger.cookie), params)).status).toBe(404);
  expect((await again(post(stranger.cookie), params)).status).toBe(404);
  expect((await again(post(owner.cookie), params)).status).toBe(200);
  const [row] = await web.ctx.db.select().from(highlights).where(eq(highlights.id, highlightId));
  expect(row).toMatchObject({ refineState: "queued", refineReason: null });
  expect((await again(post(owner.cookie), params)).status).toBe(409);
});

test("settings change one by one and keep the others", async () => {
  await change(post(owner.cookie, { enabled: false }), withParams());
  const after = await (await change(post(owner.cookie, { backend: "heuristic" }), withParams())).json();
  expect(after).toMatchObject({ enabled: false, backend: "heuristic", maxRefinements: 5 });
  expect((await change(post(owner.cookie, { maxRefinements: -1 }), withParams())).status).toBe(400);
});

test("the switch, the daily budget, prices and totals are an administrator's alone", async () => {
  for (const call of [
    () => totals(get(owner.cookie), withParams()),
    () => changeTotals(post(owner.cookie, { isEnabled: false }), withParams()),
    () => setPrice(post(owner.cookie, {}), withParams()),
  ]) {
    expect((await call()).status).toBe(404);
  }
  await setAdmin(true);
  expect((await changeTotals(post(owner.cookie, { isEnabled: false, dailyUsd: 3 }), withParams())).status).toBe(200);
  const price = {
    backend: "gemini",
    model: "m",
    inputUsdPerMillion: 0.1,
    audioUsdPerMillion: null,
    outputUsdPerMillion: 1,
  };
  expect((await setPrice(post(owner.cookie, price), withParams())).status).toBe(200);
  expect((await setPrice(post(owner.cookie, { ...price, outputUsdPerMillion: -1 }), withParams())).status).toBe(400);
  const seen = await (await totals(get(owner.cookie), withParams())).json();
  expect(seen).toMatchObject({ isEnabled: false, dailyUsd: 3, today: { spentUsd: 0.25 }, prices: [price] });
  expect(seen.accounts).toMatchObject([
    { name: "owner", spentUsd: 0.25, callCount: 1 },
    { name: "stranger", spentUsd: 0 },
  ]);
  expect(await (await ledger(get(stranger.cookie), withParams())).json()).toMatchObject({ isOnForAll: false });
});
