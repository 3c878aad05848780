import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { highlights } from "#drizzle/schema/highlights.ts";
import { signalImports, transcriptSegments } from "#drizzle/schema/signals.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { getCaptions } from "./get-captions.ts";
import { type CaptionLine, checkLines, findLine, mergeLines } from "./model.ts";
import { saveCaptions } from "./save-captions.ts";
import { captionsChange } from "./schema.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let vodId: string;

/** The video begins 2 s after the stream, and says one word a second from its second 0 on. */
beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  const video = await insertVideo(ctx, { accountId, durationSeconds: 100 });
  vodId = video.vodId;
  const { streamId } = video;
  await ctx.db.update(vods).set({ streamOffsetMs: 2_000 }).where(eq(vods.id, vodId));
  const [file] = await ctx.db
    .insert(signalImports)
    .values({ accountId, streamId, kind: "transcript", state: "done", fileName: "a.srt", sizeBytes: 1, source: {} })
    .returning({ id: signalImports.id });
  const importId = file!.id;
  await ctx.db.insert(transcriptSegments).values(
    Array.from({ length: 50 }, (_, n) => {
      const startMs = 2_000 + n * 2_000;
      return { accountId, streamId, importId, startMs, endMs: startMs + 1_000, text: `Sentence ${n}.`, words: null };
    }),
  );
});
afterAll(() => world.close());

async function addHighlight(startSeconds: number, endSeconds: number): Promise<string> {
  const bounds = { timescale: 1_000, detectedStartTicks: startSeconds * 1_000, detectedEndTicks: endSeconds * 1_000 };
  const [row] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId, origin: "detected", ...bounds })
    .returning({ id: highlights.id });
  return row!.id;
}

const trim = (highlightId: string, startSeconds: number, endSeconds: number) =>
  ctx.db
    .update(highlights)
    .set({ trimmedStartTicks: startSeconds * 1_000, trimmedEndTicks: endSeconds * 1_000 })
    .where(eq(highlights.id, highlightId));

const look = (highlightId: string) => getCaptions(ctx, { accountId, highlightId });
const save = (highlightId: string, lines: CaptionLine[] | null, version: number) =>
  saveCaptions(ctx, { accountId, highlightId, lines, version, actorUserId: null });
const line = (startMs: number, endMs: number, text: string): CaptionLine => ({ startMs, endMs, text, words: null });
const textsOf = async (highlightId: string) => (await look(highlightId)).lines.map((one) => one.text);

describe("the caption text of a highlight", () => {
  test("is the transcript's at first, at the video's times", async () => {
    const view = await look(await addHighlight(10, 14));
    expect(view).toMatchObject({ version: 0, isEdited: false, clip: { fromMs: 10_000, toMs: 14_000 } });
    expect(view.lines.map(({ startMs, text }) => [startMs, text])).toEqual([
      [10_000, "Sentence 5."],
      [12_000, "Sentence 6."],
    ]);
    expect(view.lines[0]!.words).toEqual([
      { startMs: 10_000, endMs: 10_750, text: "Sentence" },
      { startMs: 10_750, endMs: 11_000, text: "5." },
    ]);
  });

  test("stays what was written, also when the highlight is made longer: the rest is the transcript's", async () => {
    const id = await addHighlight(20, 24);
    expect(await save(id, [line(20_500, 22_000, "Mine")], 0)).toEqual({ ok: true, version: 1 });
    expect(await textsOf(id)).toEqual(["Mine"]);
    await trim(id, 18, 26);
    expect(await look(id)).toMatchObject({ isEdited: true, covered: { fromMs: 18_000, toMs: 26_000 } });
    expect(await textsOf(id)).toEqual(["Sentence 9.", "Mine", "Sentence 12."]);
    await trim(id, 22, 23);
    expect(await textsOf(id)).toEqual(["Mine"]);
    expect(await save(id, null, 1)).toEqual({ ok: true, version: 2 });
    expect(await look(id)).toMatchObject({ version: 2, isEdited: false });
    expect(await textsOf(id)).toEqual(["Sentence 11."]);
  });

  test("of two who change it, the second is told, and nothing of the first is lost", async () => {
    const id = await addHighlight(30, 34);
    const answers = await Promise.all([
      save(id, [line(30_000, 31_000, "One")], 0),
      save(id, [line(30_000, 31_000, "Two")], 0),
    ]);
    expect(answers.filter((one) => one.ok)).toHaveLength(1);
    expect(answers.find((one) => !one.ok)).toMatchObject({ reason: "conflict" });
    const { version, lines } = await look(id);
    expect([version, lines.length]).toEqual([1, 1]);
  });

  test("is nothing of another account", async () => {
    const id = await addHighlight(40, 44);
    const theirs = { accountId: randomUUID() as AccountId, highlightId: id };
    await expect(getCaptions(ctx, theirs)).rejects.toMatchObject({ code: "not_found" });
    await expect(saveCaptions(ctx, { ...theirs, lines: null, version: 0, actorUserId: null })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

test.each<[string, CaptionLine[], (string | null)[]]>([
  ["fine", [line(0, 200, "a"), line(200, 400, "b")], [null, null]],
  ["empty", [line(0, 500, "  ")], ["Write what is said, or remove the line."]],
  ["too long", [line(0, 500, "x".repeat(201))], ["201 letters; 200 are allowed. Split the line."]],
  ["too short", [line(0, 199, "a")], ["Let it end at least 0.2 s after it begins."]],
  ["one over the other", [line(0, 500, "a"), line(499, 900, "b")], [null, "It begins before the line above ends."]],
])("lines: %s", (_, lines, expected) => {
  expect(checkLines(lines)).toEqual(expected);
  expect(captionsChange.safeParse({ lines, version: 0 }).success).toBe(expected.every((one) => one === null));
});

test("two lines are merged from the first's start to the second's end", () => {
  const words = (startMs: number, text: string) => [{ startMs, endMs: startMs + 100, text }];
  const a = { ...line(0, 400, "one"), words: words(0, "one") };
  const b = { ...line(600, 900, "two"), words: words(600, "two") };
  expect(mergeLines(a, b)).toEqual({ ...line(0, 900, "one two"), words: [...a.words, ...b.words] });
  expect(mergeLines(a, { ...b, words: null }).words).toBeNull();
  expect(findLine([a, b], 400)).toBeNull();
  expect(findLine([a, b], 600)?.text).toBe("two");
});
