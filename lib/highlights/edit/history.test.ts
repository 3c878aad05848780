import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { getPrecision } from "../get-precision.ts";
import { getHighlight } from "../queries.ts";
import { reviewHighlights } from "../review-highlight.ts";
import { getEditHistory } from "./list-edits.ts";
import { redoEdit, undoEdit } from "./step-history.ts";
import { insertSuggestions, insertUser } from "./testing.ts";
import { trimHighlight } from "./trim-highlight.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let ana: string;
let ben: string;
beforeAll(async () => {
  test_ = await createTestContext();
  ana = await insertUser(test_.ctx, "Ana");
  ben = await insertUser(test_.ctx, "Ben");
});
afterAll(() => test_.close());

/** What somebody can do to `count` suggestions of a VOD of their own. */
async function openVod(count: number) {
  const { ctx, accountId } = test_;
  const { ids, vodId, streamId } = await insertSuggestions(ctx, { accountId, count });
  const one = (n: number) => getHighlight(ctx, { accountId, highlightId: ids[n]! });
  const as = (actorUserId: string) => ({
    trim: async (n: number, startTicks: number, endTicks: number) =>
      trimHighlight(ctx, {
        ...{ accountId, highlightId: ids[n]!, actorUserId, startTicks, endTicks },
        editVersion: (await one(n)).editVersion,
      }),
    reject: (...ns: number[]) =>
      reviewHighlights(ctx, {
        ...{ accountId, vodId, actorUserId, decision: "reject" },
        highlightIds: ns.map((n) => ids[n]!),
      }),
    undo: (editId?: string) => undoEdit(ctx, { accountId, vodId, actorUserId, editId }),
    redo: () => redoEdit(ctx, { accountId, vodId, actorUserId }),
    history: () => getEditHistory(ctx, { accountId, vodId, actorUserId }),
  });
  const startOf = async (n: number) => (await one(n)).startTicks;
  return { ids, vodId, streamId, one, as, startOf };
}

test("undo goes back step by step, redo on again, and something new ends redo", async () => {
  const { as, startOf, one, ids } = await openVod(2);
  const me = as(ana);
  for (const start of [512, 1024, 1536, 2048, 2560, 3072]) await me.trim(0, start, 128_000);
  await me.reject(1);
  expect(await me.undo()).toEqual({ ok: true, label: "rejection of Highlight 2", highlightIds: [ids[1]] });
  for (const start of [2560, 2048, 1536, 1024, 512, 0]) {
    expect(await me.undo()).toMatchObject({ ok: true, label: "trim of Highlight 1" });
    expect(await startOf(0)).toBe(start);
  }
  expect(await one(0)).toMatchObject({ boundsFrom: "detected", endTicks: 256_000 });
  expect(await me.undo()).toMatchObject({ ok: false, reason: "conflict" });
  for (const start of [512, 1024]) {
    await me.redo();
    expect(await startOf(0)).toBe(start);
  }
  expect(await me.history()).toMatchObject({ canUndo: true, canRedo: true, redoLabel: "trim of Highlight 1" });
  await me.trim(0, 9_728, 128_000);
  expect(await me.history()).toMatchObject({ canRedo: false, undoLabel: "trim of Highlight 1" });
  expect(await me.redo()).toMatchObject({ ok: false, reason: "conflict" });
  await me.undo();
  expect(await startOf(0)).toBe(1024);
});

test("many rejected at once are one entry", async () => {
  const { as, ids, one } = await openVod(8);
  const me = as(ana);
  await me.reject(0);
  expect(await me.reject(0, 1, 2, 3, 4, 5, 6, 7)).toMatchObject({
    changedIds: expect.toSatisfy((l) => l.length === 7),
  });
  expect((await me.history()).entries.map((entry) => entry.label)).toEqual([
    "rejection of 7 highlights",
    "rejection of Highlight 1",
  ]);
  await me.undo();
  const states = await Promise.all(ids.map((_, n) => one(n)));
  expect(states.map((each) => each.reviewState)).toEqual(["rejected", ...new Array(7).fill("suggested")]);
});

test("what is undone is no label, and counts for nothing until it is done again", async () => {
  const { ctx, accountId } = test_;
  const { as, ids, streamId } = await openVod(3);
  const me = as(ana);
  await me.reject(0);
  await me.trim(1, 1_280_512, 1_400_320);
  await me.undo();
  await me.undo();
  const labels = () =>
    ctx.db
      .select({ action: actionLog.action })
      .from(actionLog)
      .where(and(eq(actionLog.highlightId, ids[0]!), isNull(actionLog.undoneAt)));
  const judged = async () => (await getPrecision(ctx, { accountId, streamId }))[0]?.judged;
  expect([await labels(), await judged()]).toEqual([[], 0]);
  await me.redo();
  expect([await labels(), await judged()]).toEqual([[{ action: "reject" }], 1]);
});

test("a change of somebody else's is never undone by mine, and is named", async () => {
  const { as, startOf, ids } = await openVod(2);
  await as(ana).trim(1, 1_280_512, 1_408_000);
  await as(ana).trim(0, 512, 128_000);
  await as(ben).trim(0, 5_120, 128_000);
  const refused = await as(ana).undo();
  expect(refused).toMatchObject({
    ok: false,
    reason: "conflict",
    changed: [{ highlightId: ids[0], name: "Highlight 1", by: "Ben", kind: "trim" }],
  });
  expect(refused).toMatchObject({ message: expect.stringContaining("Ben has changed Highlight 1 since") });
  expect(await startOf(0)).toBe(5_120);
  // The next one goes on with what came before.
  expect(await as(ana).undo()).toMatchObject({ ok: true, highlightIds: [ids[1]] });
  expect(await as(ben).undo()).toMatchObject({ ok: true });
  expect(await startOf(0)).toBe(512);
});

test("what somebody else did and took back doesn't stand in the way", async () => {
  const { as, startOf } = await openVod(1);
  await as(ana).trim(0, 512, 128_000);
  await as(ben).trim(0, 5_120, 128_000);
  await as(ben).undo();
  expect(await as(ana).undo()).toMatchObject({ ok: true });
  expect(await startOf(0)).toBe(0);
  await as(ana).redo();
  expect(await as(ben).redo()).toMatchObject({ ok: true });
  expect(await startOf(0)).toBe(5_120);
});

test("cutting and refining between don't stand in the way; a detection that moves it does", async () => {
  const { ctx } = test_;
  const { as, ids, startOf } = await openVod(1);
  const mine = eq(highlights.id, ids[0]!);
  await as(ana).trim(0, 512, 128_000);
  await ctx.db.update(highlights).set({ cutState: "failed", version: 40 }).where(mine);
  await as(ana).undo();
  expect(await startOf(0)).toBe(0);
  await ctx.db.update(highlights).set({ detectedStartTicks: 12_800, editVersion: 50, version: 41 }).where(mine);
  expect(await as(ana).redo()).toMatchObject({ changed: [{ by: "A new detection", kind: null }] });
  expect(await startOf(0)).toBe(12_800);
});

test("two tabs at once: one order, each step taken once; a message's own undo refuses when it isn't the newest", async () => {
  const { as, startOf } = await openVod(1);
  const me = as(ana);
  const first = await me.trim(0, 512, 128_000);
  for (const start of [1024, 1536, 2048]) await me.trim(0, start, 128_000);
  expect(await me.undo(first.ok ? first.editId! : "")).toMatchObject({ ok: false, reason: "conflict" });
  const steps = await Promise.all([me.undo(), me.undo(), me.undo()]);
  expect(steps.every((step) => step.ok)).toBe(true);
  expect(await startOf(0)).toBe(512);
  await me.redo();
  const racing = await Promise.all([me.redo(), me.undo(), me.redo(), me.undo()]);
  expect(racing.every((step) => step.ok)).toBe(true);
  expect(await startOf(0)).toBe(1024);
  const { entries } = await me.history();
  expect(entries.map((entry) => entry.position)).toEqual([4, 3, 2, 1]);
});

test("two trims of one version at once: one wins, the other is told the winner's bounds", async () => {
  const { accountId, ctx } = test_;
  const { ids, startOf } = await openVod(1);
  const trim = (startTicks: number) =>
    trimHighlight(ctx, {
      ...{ accountId, highlightId: ids[0]!, startTicks, endTicks: 128_000 },
      ...{ actorUserId: ana, editVersion: 1 },
    });
  const outcomes = await Promise.all([trim(512), trim(1024)]);
  const won = outcomes.find((outcome) => outcome.ok);
  const lost = outcomes.find((outcome) => !outcome.ok);
  expect(lost).toMatchObject({ reason: "conflict", theirs: { startTicks: won?.ok && won.startTicks, editVersion: 2 } });
  expect(await startOf(0)).toBe(won?.ok && won.startTicks);
});
