import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { insertSuggestions } from "./edit/testing.ts";
import { trimHighlight } from "./edit/trim-highlight.ts";
import { getPrecision } from "./get-precision.ts";
import { getHighlight } from "./queries.ts";
import { reviewHighlight } from "./review-highlight.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
beforeAll(async () => {
  test_ = await createTestContext();
});
afterAll(() => test_.close());

const reasons = [{ signal: "chat", name: "burst", value: 1, label: "chat 4.0σ", evidence: [] }];

async function suggest(count: number) {
  const { ctx, accountId } = test_;
  const made = await insertSuggestions(ctx, { accountId, count });
  return { ...made, of: made.ids.map((highlightId) => ({ accountId, highlightId, actorUserId: null })) };
}
const logOf = (highlightId: string) =>
  test_.ctx.db.select().from(actionLog).where(eq(actionLog.highlightId, highlightId)).orderBy(asc(actionLog.position));

test("decisions are kept as labels with what was judged; the same one twice is one", async () => {
  const { ctx } = test_;
  const { of } = await suggest(1);
  const first = of[0]!;
  for (const decision of ["reject", "reject", "restore", "approve"] as const) {
    await reviewHighlight(ctx, { ...first, decision });
  }
  const log = await logOf(first.highlightId);
  expect(log.map((one) => [one.position, one.action, one.after])).toEqual([
    [1, "reject", { reviewState: "rejected" }],
    [2, "restore", { reviewState: "suggested" }],
    [3, "approve", { reviewState: "approved" }],
  ]);
  expect(log[0]!.before).toMatchObject({ reviewState: "suggested", rank: 1, score: 1, contributions: reasons });
  expect(await getHighlight(ctx, first)).toMatchObject({ reviewState: "approved", editVersion: 4 });
});

test("decisions at the same moment follow each other", async () => {
  const { of } = await suggest(1);
  const decisions = ["approve", "reject", "approve", "reject", "restore"] as const;
  await Promise.all(decisions.map((decision) => reviewHighlight(test_.ctx, { ...of[0]!, decision })));
  const positions = (await logOf(of[0]!.highlightId)).map((one) => one.position);
  expect(positions).toEqual(positions.map((_, i) => i + 1));
});

test("a trim is bound to the version it was chosen on, marks a clip as out of date, and is a label", async () => {
  const { ctx } = test_;
  const { of } = await suggest(1);
  const first = of[0]!;
  await ctx.db.update(highlights).set({ cutState: "ready" }).where(eq(highlights.id, first.highlightId));
  const bounds = { startTicks: 12_800, endTicks: 128_000 };
  expect(await trimHighlight(ctx, { ...first, ...bounds, editVersion: 1 })).toMatchObject({ ok: true, editVersion: 2 });
  expect(await trimHighlight(ctx, { ...first, ...bounds, editVersion: 1 })).toMatchObject({
    reason: "conflict",
    theirs: { ...bounds, editVersion: 2 },
  });
  expect(await trimHighlight(ctx, { ...first, startTicks: 5, endTicks: 5, editVersion: 2 })).toMatchObject({
    reason: "invalid_input",
  });
  expect(await getHighlight(ctx, first)).toMatchObject({
    ...bounds,
    boundsFrom: "trimmed",
    cutState: "stale",
  });
  expect((await logOf(first.highlightId)).map((one) => one.action)).toEqual(["trim"]);
});

test("precision counts what was judged among the best", async () => {
  const { ctx, accountId } = test_;
  const { of, streamId } = await suggest(12);
  const precision = () => getPrecision(ctx, { accountId, streamId });
  expect(await precision()).toEqual([
    { n: 5, judged: 0, right: 0, precision: null },
    { n: 10, judged: 0, right: 0, precision: null },
  ]);
  await reviewHighlight(ctx, { ...of[0]!, decision: "approve" });
  await reviewHighlight(ctx, { ...of[1]!, decision: "reject" });
  await trimHighlight(ctx, { ...of[2]!, startTicks: 2_560_000, endTicks: 2_688_000, editVersion: 1 });
  await ctx.db.update(highlights).set({ cutState: "ready" }).where(eq(highlights.id, of[6]!.highlightId));
  await reviewHighlight(ctx, { ...of[11]!, decision: "reject" });
  // Cut, and rejected after looking at the clip.
  await ctx.db.update(highlights).set({ cutState: "ready" }).where(eq(highlights.id, of[7]!.highlightId));
  await reviewHighlight(ctx, { ...of[7]!, decision: "reject" });
  expect(await precision()).toEqual([
    { n: 5, judged: 3, right: 2, precision: 2 / 3 },
    { n: 10, judged: 5, right: 3, precision: 3 / 5 },
  ]);
});

test("another account's highlight is none", async () => {
  const { of } = await suggest(1);
  const strange = { ...of[0]!, accountId: crypto.randomUUID() as AccountId };
  await expect(reviewHighlight(test_.ctx, { ...strange, decision: "reject" })).rejects.toMatchObject({
    code: "not_found",
  });
});
