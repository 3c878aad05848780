import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actionLog } from "#drizzle/schema/highlights.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { getHighlight, listHighlights } from "../queries.ts";
import { reviewHighlights } from "../review-highlight.ts";
import { createHighlight } from "./create-highlight.ts";
import { duplicateHighlight } from "./duplicate-highlight.ts";
import { joinContributions, mergeHighlights } from "./merge-highlights.ts";
import { onGrid } from "./model.ts";
import { removeHighlight } from "./remove-highlight.ts";
import { retitleHighlight } from "./retitle-highlight.ts";
import { splitHighlight } from "./split-highlight.ts";
import { redoEdit, undoEdit } from "./step-history.ts";
import { insertClip, insertSuggestions, insertUser } from "./testing.ts";
import { trimHighlight } from "./trim-highlight.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let actorUserId: string;
beforeAll(async () => {
  test_ = await createTestContext();
  actorUserId = await insertUser(test_.ctx, "Ana");
});
afterAll(() => test_.close());

async function openVod(count = 2) {
  const { ctx, accountId } = test_;
  const made = await insertSuggestions(ctx, { accountId, count });
  const { vodId } = made;
  const get = (highlightId: string) => getHighlight(ctx, { accountId, highlightId });
  const seen = async (highlightId: string) => {
    const { editVersion } = await get(highlightId);
    return { accountId, actorUserId, highlightId, editVersion };
  };
  const list = () => listHighlights(ctx, { accountId, vodId });
  const bounds = async () => (await list()).map((one) => [one.startTicks, one.endTicks]);
  const step = { accountId, vodId, actorUserId };
  return { ...made, ctx, get, seen, list, bounds, undo: () => undoEdit(ctx, step), redo: () => redoEdit(ctx, step) };
}

describe("bounds", () => {
  const media = { videoTimescale: 12_800, durationTicks: 3_600 * 12_800, frameRateNum: 25, frameRateDen: 1 };
  test.each([
    ["on a frame", 5_120, 5_120],
    ["off by what milliseconds round", 5_125, 5_125],
    ["nearer to the frame before", 5_300, 5_120],
    ["nearer to the frame after", 5_500, 5_632],
    ["before the video", -300, 0],
    ["after the video", 99_999_999, 46_080_000],
  ])("%s", (_name, ticks, on) => expect(onGrid(ticks, media)).toBe(on));

  test("are moved to frames, and refused in a sentence where they can't be", async () => {
    const { ctx, ids, seen, get } = await openVod();
    const trim = async (startTicks: number, endTicks: number) =>
      trimHighlight(ctx, { ...(await seen(ids[0]!)), startTicks, endTicks });
    expect(await trim(5_300, 128_300)).toMatchObject({ ok: true, startTicks: 5_120, endTicks: 128_512 });
    for (const [start, end, words] of [
      [5_120, 5_120, "after the beginning"],
      [5_120, 12_800, "The shortest is 1.0 s"],
      [46_080_000, 46_092_800, "after the video's end. The video ends at 1:00:00.0"],
    ] as const) {
      expect(await trim(start, end)).toMatchObject({
        reason: "invalid_input",
        message: expect.stringContaining(words),
      });
    }
    expect(await get(ids[0]!)).toMatchObject({ startTicks: 5_120, endTicks: 128_512, editVersion: 2 });
    expect(await trim(5_120, 128_512)).toMatchObject({ ok: true, editId: null, editVersion: 2 });
  });
});

test("a clip is out of date after a trim, and is not when undo brings back the bounds it was cut from", async () => {
  const { ctx, ids, vodId, seen, get, undo, redo } = await openVod();
  const highlightId = ids[0]!;
  await insertClip(ctx, { accountId: test_.accountId, vodId, highlightId, startTicks: 0, endTicks: 256_000 });
  const state = async () => (await get(highlightId)).cutState;
  await trimHighlight(ctx, { ...(await seen(highlightId)), startTicks: 512, endTicks: 256_000 });
  expect(await state()).toBe("stale");
  await undo();
  expect(await state()).toBe("ready");
  await redo();
  expect(await state()).toBe("stale");
  await trimHighlight(ctx, { ...(await seen(highlightId)), startTicks: 0, endTicks: 256_000 });
  expect(await state()).toBe("ready");
});

test("a split makes two of one, each at least a second long; undo makes one of them again, with its clip", async () => {
  const { ctx, ids, vodId, seen, get, bounds, undo, redo } = await openVod(1);
  const highlightId = ids[0]!;
  await insertClip(ctx, { accountId: test_.accountId, vodId, highlightId, startTicks: 0, endTicks: 256_000 });
  expect(await splitHighlight(ctx, { ...(await seen(highlightId)), atTicks: 12_000 })).toMatchObject({
    reason: "invalid_input",
    message: expect.stringContaining("at least 1.0 s"),
  });
  const split = await splitHighlight(ctx, { ...(await seen(highlightId)), atTicks: 128_100 });
  expect(split).toMatchObject({ ok: true, editVersion: 2 });
  const made = split.ok ? split.highlightId : "";
  const both = [
    [0, 128_000],
    [128_000, 256_000],
  ];
  expect((await bounds()).sort(([a], [b]) => a! - b!)).toEqual(both);
  expect(await get(made)).toMatchObject({ origin: "manual", rank: null, score: 1, cutState: "none", title: null });
  expect(await get(highlightId)).toMatchObject({ cutState: "stale" });
  await undo();
  expect(await bounds()).toEqual([[0, 256_000]]);
  expect(await get(highlightId)).toMatchObject({ cutState: "ready", boundsFrom: "detected" });
  await redo();
  expect((await bounds()).sort(([a], [b]) => a! - b!)).toEqual(both);
});

test("a merge reaches around both, with the better score and all reasons; undo parts them", async () => {
  const { ctx, ids, seen, get, list, undo, redo } = await openVod(3);
  const merged = await mergeHighlights(ctx, { ...(await seen(ids[1]!)), with: await seen(ids[0]!) });
  expect(merged).toMatchObject({ ok: true, highlightIds: [ids[1], ids[0]] });
  const around = { startTicks: 0, endTicks: 1_536_000, score: 3 };
  expect(await get(ids[1]!)).toMatchObject({ ...around, contributions: [{ value: 3 }] });
  expect((await list()).map((one) => one.id)).toEqual([ids[1], ids[2]]);
  expect(await undo()).toMatchObject({ label: "merge of Highlight 2 and Highlight 1" });
  expect((await list()).map((one) => [one.id, one.score])).toEqual(ids.map((id, n) => [id, 3 - n]));
  await redo();
  expect(await get(ids[1]!)).toMatchObject(around);
  const own = await seen(ids[1]!);
  expect(await mergeHighlights(ctx, { ...own, with: own })).toMatchObject({ reason: "invalid_input" });
  await expect(mergeHighlights(ctx, { ...own, with: await seen(ids[0]!) })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("reasons are joined by name, the stronger one counts", () => {
  const reason = (name: string, value: number) => ({
    ...{ signal: "chat" as const, name, value },
    ...{ label: name, evidence: [] },
  });
  expect(joinContributions([reason("a", 1), reason("b", 2)], [reason("a", 3)])).toEqual([
    reason("a", 3),
    reason("b", 2),
  ]);
});

test("copies, titles, making and removing are undone and done again in their order", async () => {
  const { ctx, ids, vodId, seen, get, list, undo, redo } = await openVod(1);
  const { accountId } = test_;
  const own = { accountId, vodId, actorUserId };
  const copied = await duplicateHighlight(ctx, await seen(ids[0]!));
  await retitleHighlight(ctx, { ...(await seen(ids[0]!)), title: "  Double kill " });
  const made = await createHighlight(ctx, { ...own, startTicks: 640_100, endTicks: 704_000, title: "By hand" });
  const madeId = made.ok ? made.highlightId : "";
  expect(await get(madeId)).toMatchObject({ startTicks: 640_000, origin: "manual", score: 0, reviewState: "approved" });
  await removeHighlight(ctx, await seen(madeId));
  expect(await removeHighlight(ctx, await seen(ids[0]!))).toMatchObject({ reason: "invalid_input" });
  const names = async () => (await list()).map((one) => one.title).sort();
  expect(await names()).toEqual(["Double kill", null]);
  const labels: string[] = [];
  for (let n = 0; n < 4; n += 1) {
    const undone = await undo();
    labels.push(undone.ok ? undone.label : undone.message);
  }
  expect(labels).toEqual(["removal of By hand", "making By hand", "title of Highlight 1", "copy of Highlight 1"]);
  expect((await list()).map((one) => one.id)).toEqual(ids);
  for (let n = 0; n < 3; n += 1) await redo();
  expect(await names()).toEqual(["By hand", "Double kill", null]);
  expect((await list()).map((one) => one.id)).toContain(copied.ok && copied.highlightId);
  const titles = and(eq(actionLog.highlightId, ids[0]!), eq(actionLog.action, "retitle"));
  expect(await ctx.db.select({ undoneAt: actionLog.undoneAt }).from(actionLog).where(titles)).toEqual([
    { undoneAt: null },
  ]);
});

test("what was chosen on an older state is refused with what it is now", async () => {
  const { ctx, ids, seen, list } = await openVod(2);
  const old = await seen(ids[0]!);
  await trimHighlight(ctx, { ...old, startTicks: 512, endTicks: 256_000 });
  const theirs = { highlightId: ids[0], startTicks: 512, endTicks: 256_000, editVersion: 2, title: null };
  const refused = { ok: false, reason: "conflict", theirs };
  const asks = [
    splitHighlight(ctx, { ...old, atTicks: 128_000 }),
    duplicateHighlight(ctx, old),
    retitleHighlight(ctx, { ...old, title: "Late" }),
    mergeHighlights(ctx, { ...(await seen(ids[1]!)), with: old }),
  ];
  for (const outcome of await Promise.all(asks)) expect(outcome).toMatchObject(refused);
  expect((await list()).map((one) => one.id)).toEqual(ids);
});

test("a trim chosen on bounds that still hold goes on, whatever else was decided; on others it is refused", async () => {
  const { ctx, ids, seen, get, vodId } = await openVod(1);
  const old = { ...(await seen(ids[0]!)), seenBounds: { startTicks: 0, endTicks: 256_000 } };
  const own = { accountId: test_.accountId, actorUserId, vodId };
  await reviewHighlights(ctx, { ...own, highlightIds: ids, decision: "approve" });
  const first = await trimHighlight(ctx, { ...old, startTicks: 512, endTicks: 256_000 });
  expect(first).toMatchObject({ ok: true, editVersion: 3 });
  expect(await trimHighlight(ctx, { ...old, startTicks: 1_024, endTicks: 256_000 })).toMatchObject({
    ...{ reason: "conflict", theirs: { startTicks: 512, endTicks: 256_000, editVersion: 3 } },
  });
  expect(await get(ids[0]!)).toMatchObject({ startTicks: 512, reviewState: "approved" });
});
