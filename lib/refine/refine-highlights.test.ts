import { randomUUID } from "node:crypto";
import path from "node:path";
import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts, plans } from "#drizzle/schema/accounts.ts";
import { detectionRuns, highlights, llmLedger, refinements } from "#drizzle/schema/highlights.ts";
import { llmSettings } from "#drizzle/schema/llm.ts";
import { signalImports, transcriptSegments } from "#drizzle/schema/signals.ts";
import { atTheMachine } from "#lib/accounts/note-action.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { createTestContext, makeTestMedia } from "#lib/vods/testing.ts";
import { changeLlmSettings } from "./llm-settings.ts";
import type { HighlightRefinementBackend } from "./model.ts";
import { setPrice } from "./prices.ts";
import { refineHighlights } from "./refine-highlights.ts";
import { reserveCall } from "./reserve-call.ts";
import { retryRefinement } from "./retry-refinement.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let ids: { vodId: string; streamId: string };
let detectionRunId: string;

beforeAll(async () => {
  world = await createTestContext();
  ctx = world.ctx;
  accountId = world.accountId;
  const filePath = await makeTestMedia(ctx, path.join(world.dir, "long.mp4"), {
    seconds: 60,
    rate: "10",
    gopFrames: 20,
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "long.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  ids = imported;
  const processed = await processVod(ctx, { accountId, vodId: ids.vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
  const [signal] = await ctx.db
    .insert(signalImports)
    .values({ accountId, streamId: ids.streamId, kind: "transcript", state: "done", fileName: "t.srt", sizeBytes: 10 })
    .returning();
  const line = (startMs: number, endMs: number, text: string) => ({
    accountId,
    streamId: ids.streamId,
    importId: signal!.id,
    startMs,
    endMs,
    text,
  });
  await ctx.db
    .insert(transcriptSegments)
    .values([
      line(9000, 12_500, "Look at that."),
      line(20_600, 21_100, "It works!"),
      line(23_000, 24_000, "And now on."),
    ]);
});
afterAll(() => world.close());

beforeEach(async () => {
  await ctx.db.delete(highlights).where(eq(highlights.accountId, accountId));
  await ctx.db.delete(llmLedger).where(eq(llmLedger.accountId, accountId));
  await ctx.db.delete(llmSettings);
  await changeLlmSettings(ctx, { dailyUsd: 1000, userId: null });
  const price = { inputUsdPerMillion: 0, audioUsdPerMillion: null, outputUsdPerMillion };
  await setPrice(ctx, { backend: "priced", model: "test", ...price, operator: atTheMachine });
  await ctx.db.update(accounts).set({ settings: {} }).where(eq(accounts.id, accountId));
  const [run] = await ctx.db
    .insert(detectionRuns)
    .values({ accountId, ...idsOf(), trigger: "cli", state: "done" })
    .returning();
  detectionRunId = run!.id;
});

const idsOf = () => ({ vodId: ids.vodId, streamId: ids.streamId });

async function addHighlight(rank: number, more: Partial<typeof highlights.$inferInsert> = {}): Promise<string> {
  const [row] = await ctx.db
    .insert(highlights)
    .values({
      accountId,
      vodId: ids.vodId,
      detectionRunId,
      origin: "detected",
      timescale: 10_240,
      detectedStartTicks: 10_240 * 10,
      detectedEndTicks: 10_240 * (20 + rank),
      rank,
      score: 3,
      contributions: [{ signal: "chat", name: "chat", value: 2, label: "chat 5σ", evidence: [] }],
      ...more,
    })
    .returning({ id: highlights.id });
  return row!.id;
}

const find = async (id: string) => (await ctx.db.select().from(highlights).where(eq(highlights.id, id)))[0]!;
const listRefinements = (id: string) =>
  ctx.db.select().from(refinements).where(eq(refinements.highlightId, id)).orderBy(asc(refinements.iteration));
const refine = (backend?: HighlightRefinementBackend, context = ctx) =>
  refineHighlights(context, {
    accountId,
    detectionRunId,
    report: () => {},
    wait: async () => {},
    ...(backend ? { backend } : {}),
  });

/** A tenth of a dollar a token: as dear as a price may be. */
const outputUsdPerMillion = 100_000;
const tokensFor = (costUsd: number) => Math.round(costUsd * 10);

/**
 * A backend of which a call costs up to `1` USD by its bound and `costUsd` really; it moves both bounds by `step` a call
 * and notes each call.
 */
function makeBackend(more: Partial<HighlightRefinementBackend> & { step?: number; costUsd?: number } = {}) {
  const { step = 1, costUsd = 0.4, ...rest } = more;
  const calls: number[] = [];
  const backend: HighlightRefinementBackend = {
    name: "priced",
    model: "test",
    promptVersion: randomUUID(),
    isFree: false,
    takesAudio: false,
    maxInputTokens: 1_000_000,
    boundTokens: () => ({ input: 0, audioInput: 0, output: tokensFor(1) }),
    refine: async (input) => {
      calls.push(input.current.startSeconds);
      const value = {
        startSeconds: input.current.startSeconds + step,
        endSeconds: input.current.endSeconds + step,
        isClipable: true,
        confidence: 0.9,
        reason: "because",
        title: "Title",
        tags: [],
      };
      return { ok: true, value, usage: { input: 0, audioInput: 0, output: tokensFor(costUsd) } };
    },
    ...rest,
  };
  return { backend, calls };
}

test("bounds move to the speech, ticks are whole frames, and every iteration is kept", async () => {
  const id = await addHighlight(1);
  expect(await refine()).toEqual({ ok: true, refinedCount: 1, skippedCount: 0, failedCount: 0 });
  const row = await find(id);
  expect(row).toMatchObject({
    refineState: "done",
    detectedStartTicks: 102_400,
    // A breath before the sentence that begins at 9 s, an echo after the one that ends at 21.1 s; on frames of a tenth.
    refinedStartTicks: 10_240 * 8.8,
    refinedEndTicks: 10_240 * 21.5,
    trimmedStartTicks: null,
    isClipable: true,
    title: "Look at that.",
  });
  const kept = await listRefinements(id);
  expect(kept.map((one) => one.iteration)).toEqual([1, 2]);
  expect(kept[0]).toMatchObject({
    state: "done",
    backend: "heuristic",
    promptVersion: "heuristic-1",
    beforeStartSeconds: 10,
    beforeEndSeconds: 21,
    inputTokens: 0,
    costUsd: "0.000000",
  });
  expect(kept[0]!.inputHash).toMatch(/^[0-9a-f]{64}$/);
  const ledger = await ctx.db.select().from(llmLedger).where(eq(llmLedger.accountId, accountId));
  expect(ledger.map((one) => one.state)).toEqual(["settled", "settled"]);
});

test("an unchanged window is never paid for twice", async () => {
  const { backend, calls } = makeBackend({ step: 0 });
  const id = await addHighlight(1);
  await refine(backend);
  expect(calls).toHaveLength(1);
  await ctx.db.update(highlights).set({ refineState: "queued" }).where(eq(highlights.id, id));
  await refine(backend);
  await addHighlight(1);
  await refine(backend);
  expect(calls).toHaveLength(1);
});

test("at most five highlights a run and three iterations each; the rest say so", async () => {
  const { backend, calls } = makeBackend();
  const made = [];
  for (let rank = 1; rank <= 7; rank += 1) made.push(await addHighlight(rank));
  await ctx.db.update(plans).set({ llmMonthlyUsd: "100" }).where(eq(plans.id, "test"));
  expect(await refine(backend)).toMatchObject({ refinedCount: 5, skippedCount: 2 });
  expect(calls).toHaveLength(15);
  for (const id of made.slice(5)) {
    expect(await find(id)).toMatchObject({
      refineState: "skipped",
      refineReason: "cap_reached",
      refinedStartTicks: null,
    });
  }
  expect(await retryRefinement(ctx, { accountId, highlightId: made[6]! })).toEqual({ ok: true });
  expect(await refine(backend)).toMatchObject({ refinedCount: 0, skippedCount: 1 });
});

test("the month's budget ends it before the call; what was promised is settled to the real cost", async () => {
  await ctx.db.update(plans).set({ llmMonthlyUsd: "1.5" }).where(eq(plans.id, "test"));
  const { backend, calls } = makeBackend({ step: 0 });
  const made = [await addHighlight(1), await addHighlight(2), await addHighlight(3)];
  await refine(backend);
  // 0.4 + 0.4 are spent; a third promise of 1 would pass 1.5.
  expect(calls).toHaveLength(2);
  expect(await find(made[2]!)).toMatchObject({ refineState: "skipped", refineReason: "budget" });
  const ledger = await ctx.db.select().from(llmLedger).where(eq(llmLedger.accountId, accountId));
  expect(ledger.map((one) => [one.state, Number(one.settledUsd)])).toEqual([
    ["settled", 0.4],
    ["settled", 0.4],
  ]);
});

test("promises made at once can't pass the budget or the number of calls under way together", async () => {
  await ctx.db.update(plans).set({ llmMonthlyUsd: "3" }).where(eq(plans.id, "test"));
  const promise = (maxInFlight: number) =>
    ctx.db.transaction((tx) =>
      reserveCall(tx, {
        accountId,
        detectionRunId,
        backend: makeBackend().backend,
        bound: { input: 0, audioInput: 0, output: tokensFor(1) },
        maxInFlight,
        now: new Date(),
        holdMs: 60_000,
      }),
    );
  const few = await Promise.all(Array.from({ length: 10 }, () => promise(2)));
  expect(few.map((one) => (one.ok ? "ok" : one.reason)).sort()).toEqual([...Array(8).fill("busy"), "ok", "ok"]);
  const many = await Promise.all(Array.from({ length: 10 }, () => promise(100)));
  expect(many.map((one) => (one.ok ? "ok" : one.reason)).sort()).toEqual([...Array(9).fill("budget"), "ok"]);
});

test("switched off, everything says so and nothing is called", async () => {
  const { backend, calls } = makeBackend();
  await ctx.db
    .update(accounts)
    .set({ settings: { refinement: { enabled: false } } })
    .where(eq(accounts.id, accountId));
  const id = await addHighlight(1);
  await refine(backend);
  expect(calls).toEqual([]);
  expect(await find(id)).toMatchObject({ refineState: "skipped", refineReason: "off" });
});

test("an answer that can't be used, or a backend that throws, fails the highlight and keeps its bounds", async () => {
  await ctx.db.update(plans).set({ llmMonthlyUsd: "100" }).where(eq(plans.id, "test"));
  const nonsense = makeBackend({
    refine: async () => ({ ok: true, value: { title: 5 }, usage: { input: 0, audioInput: 0, output: tokensFor(0.2) } }),
  });
  const id = await addHighlight(1);
  expect(await refine(nonsense.backend)).toMatchObject({ failedCount: 1 });
  expect(await find(id)).toMatchObject({
    refineState: "failed",
    refineReason: expect.stringContaining("could not be used"),
    refinedStartTicks: null,
  });
  expect(await listRefinements(id)).toMatchObject([
    { state: "failed", failureCode: "unusable", tries: 2, costUsd: "0.400000" },
  ]);

  const broken = makeBackend({ refine: () => Promise.reject(new Error("secret stack")) });
  await retryRefinement(ctx, { accountId, highlightId: id });
  await refine(broken.backend);
  expect((await find(id)).refineReason).not.toContain("secret");
  // Nobody knows what a backend that threw has sent: both tries count in full.
  const ledger = await ctx.db.select().from(llmLedger).where(eq(llmLedger.accountId, accountId));
  expect(ledger.map((one) => Number(one.settledUsd)).sort()).toEqual([0.2, 0.2, 1, 1]);
});

test("a decision made while the model thinks wins", async () => {
  const id = await addHighlight(1);
  const { backend } = makeBackend({ step: 0 });
  const slow: HighlightRefinementBackend = {
    ...backend,
    refine: async (input, options) => {
      await ctx.db
        .update(highlights)
        .set({ trimmedStartTicks: 0, trimmedEndTicks: 20_480, version: 99 })
        .where(eq(highlights.id, id));
      return backend.refine(input, options);
    },
  };
  await refine(slow);
  expect(await find(id)).toMatchObject({
    refineState: "skipped",
    refineReason: "decided",
    refinedStartTicks: null,
    trimmedEndTicks: 20_480,
  });
});

test("a run that is killed is taken up again; its promise counts as spent", async () => {
  const id = await addHighlight(1);
  const { backend, calls } = makeBackend({ step: 0 });
  const abort = new AbortController();
  const dying: HighlightRefinementBackend = {
    ...backend,
    refine: () => {
      abort.abort();
      return Promise.reject(new Error("killed"));
    },
  };
  await expect(refine(dying, { ...ctx, signal: abort.signal })).rejects.toThrow();
  expect(await find(id)).toMatchObject({ refineState: "running" });
  await Promise.all([refine(backend), refine(backend)]);
  expect(calls).toHaveLength(1);
  expect(await find(id)).toMatchObject({ refineState: "done" });
  const ledger = await ctx.db.select().from(llmLedger).where(eq(llmLedger.accountId, accountId));
  expect(ledger.map((one) => Number(one.settledUsd)).sort()).toEqual([0.4, 1]);
});
