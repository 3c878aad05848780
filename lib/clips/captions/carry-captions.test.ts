import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signalImports, transcriptSegments } from "#drizzle/schema/signals.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import { createHighlight } from "#lib/highlights/edit/create-highlight.ts";
import { duplicateHighlight } from "#lib/highlights/edit/duplicate-highlight.ts";
import { mergeHighlights } from "#lib/highlights/edit/merge-highlights.ts";
import { splitHighlight } from "#lib/highlights/edit/split-highlight.ts";
import { redoEdit, undoEdit } from "#lib/highlights/edit/step-history.ts";
import { insertUser } from "#lib/highlights/edit/testing.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { carriesCaptions } from "./carry-captions.ts";
import { cutLines } from "./cut-lines.ts";
import { getCaptions } from "./get-captions.ts";
import type { CaptionLine } from "./model.ts";
import { saveCaptions } from "./save-captions.ts";

const line = (startMs: number, endMs: number, text: string): CaptionLine => ({ startMs, endMs, text, words: null });

describe("lines cut to [2 s, 4 s)", () => {
  const cut = (one: CaptionLine) => cutLines([one], { fromMs: 2_000, toMs: 4_000 });
  const timed: CaptionLine = {
    ...line(1_000, 3_000, "one two three"),
    words: [
      { startMs: 1_000, endMs: 1_500, text: "one" },
      { startMs: 1_900, endMs: 2_300, text: "two" },
      { startMs: 2_400, endMs: 3_000, text: "three" },
    ],
  };
  test.each<[string, CaptionLine, CaptionLine[]]>([
    ["within stays as it is", line(2_000, 4_000, "Mine"), [line(2_000, 4_000, "Mine")]],
    ["outside goes", line(500, 2_000, "Mine"), []],
    ["for a moment only goes", line(3_900, 6_000, "Mine"), []],
    ["half of it keeps the words of that half", line(1_000, 3_000, "aaaa bbbb"), [line(2_000, 3_000, "bbbb")]],
    [
      "with times keeps the words said within, with theirs",
      timed,
      [
        {
          startMs: 2_000,
          endMs: 3_000,
          text: "two three",
          words: [{ startMs: 2_000, endMs: 2_300, text: "two" }, timed.words![2]!],
        },
      ],
    ],
  ])("a line %s", (_name, one, expected) => expect(cut(one)).toEqual(expected));
});

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx & { signal: AbortSignal };
let accountId: AccountId;
let vodId: string;
let timescale: number;
let actorUserId: string;

/** A video whose transcript says "Sentence n." in every second second n. */
beforeAll(async () => {
  world = await createTestContext();
  ({ accountId } = world);
  ctx = { ...world.ctx, signal: new AbortController().signal };
  actorUserId = await insertUser(ctx, "Ana");
  const video = await insertVideo(ctx, { accountId, durationSeconds: 3_600 });
  ({ vodId } = video);
  const [file] = await ctx.db
    .insert(signalImports)
    .values({
      accountId,
      streamId: video.streamId,
      kind: "transcript",
      state: "done",
      fileName: "a.srt",
      sizeBytes: 1,
      source: {},
    })
    .returning({ id: signalImports.id });
  const of = { accountId, streamId: video.streamId, importId: file!.id, words: null };
  const segments = Array.from({ length: 600 }, (_, n) => ({
    ...{ ...of, startMs: n * 2_000, endMs: n * 2_000 + 1_000, text: `Sentence ${n * 2}.` },
  }));
  await ctx.db.insert(transcriptSegments).values(segments);
  const [row] = await ctx.db.select().from(vods).where(eq(vods.id, vodId));
  expect(row!.streamOffsetMs).toBe(0);
});
afterAll(() => world.close());

async function add(startSeconds: number, endSeconds: number): Promise<string> {
  timescale = 12_800;
  const bounds = { startTicks: startSeconds * timescale, endTicks: endSeconds * timescale };
  const made = await createHighlight(ctx, { accountId, vodId, actorUserId, ...bounds });
  if (!made.ok) throw new Error(made.message);
  return made.highlightId;
}
const write = async (highlightId: string, ...lines: CaptionLine[]) =>
  expect(await saveCaptions(ctx, { accountId, highlightId, lines, version: 0, actorUserId })).toMatchObject({
    ok: true,
  });
const seen = async (highlightId: string) => {
  const { editVersion } = await getHighlight(ctx, { accountId, highlightId });
  return { accountId, actorUserId, highlightId, editVersion };
};
const carry = () => carriesCaptions(ctx, { accountId, actorUserId });
/** What a clip of the highlight shows. */
async function shown(highlightId: string): Promise<string[]> {
  const { lines, clip } = await getCaptions(ctx, { accountId, highlightId });
  return lines.filter((one) => one.endMs > clip.fromMs && one.startMs < clip.toMs).map((one) => one.text);
}
const step = () => ({ accountId, vodId, actorUserId });

describe("caption text that somebody wrote", () => {
  test("goes along with a split: each part has the words within its bounds", async () => {
    const id = await add(20, 30);
    await write(
      id,
      line(20_500, 22_000, "Mine one"),
      line(24_000, 26_000, "left right"),
      line(27_000, 29_000, "Mine three"),
    );
    const made = await splitHighlight(ctx, { ...(await seen(id)), atTicks: 25 * timescale }, carry());
    if (!made.ok) throw new Error(made.reason);
    expect(await shown(made.highlightId)).toEqual(["right", "Mine three"]);
    expect(await shown(id)).toEqual(["Mine one", "left right"]);
    await undoEdit(ctx, step());
    expect(await shown(id)).toEqual(["Mine one", "left right", "Mine three"]);
    await redoEdit(ctx, step());
    expect(await shown(made.highlightId)).toEqual(["right", "Mine three"]);
  });

  test("goes along with a copy, which then is corrected for itself", async () => {
    const id = await add(40, 44);
    await write(id, line(40_500, 42_000, "Mine"));
    const made = await duplicateHighlight(ctx, await seen(id), carry());
    if (!made.ok) throw new Error(made.reason);
    const copy = await getCaptions(ctx, { accountId, highlightId: made.highlightId });
    expect(copy).toMatchObject({ isEdited: true, version: 1 });
    const changed = { accountId, highlightId: made.highlightId, version: 1, actorUserId };
    await saveCaptions(ctx, { ...changed, lines: [line(40_500, 42_000, "Another")] });
    expect([await shown(id), await shown(made.highlightId)]).toEqual([["Mine"], ["Another"]]);
  });

  test("of both counts after a merge, with the transcript in between; undone, each has its own again", async () => {
    const [first, second] = [await add(60, 64), await add(68, 72)];
    await write(first, line(60_500, 62_000, "First mine"));
    await write(second, line(69_000, 71_000, "Second mine"));
    const merged = await mergeHighlights(ctx, { ...(await seen(first)), with: await seen(second) }, carry());
    expect(merged.ok).toBe(true);
    expect(await shown(first)).toEqual(["First mine", "Sentence 64.", "Sentence 66.", "Second mine"]);
    await undoEdit(ctx, step());
    expect([await shown(first), await shown(second)]).toEqual([["First mine"], ["Second mine"]]);
    await redoEdit(ctx, step());
    expect(await shown(first)).toEqual(["First mine", "Sentence 64.", "Sentence 66.", "Second mine"]);
  });

  test("of the earlier, merged into one that has none: the transcript stays that one's", async () => {
    const [first, second] = [await add(80, 84), await add(86, 90)];
    await write(first, line(80_500, 82_000, "Only mine"));
    await mergeHighlights(ctx, { ...(await seen(second)), with: await seen(first) }, carry());
    expect(await shown(second)).toEqual(["Only mine", "Sentence 84.", "Sentence 86.", "Sentence 88."]);
    await undoEdit(ctx, step());
    expect(await shown(second)).toEqual(["Sentence 86.", "Sentence 88."]);
  });

  test("of overlapping ones: the one that is merged into keeps its own", async () => {
    const [first, second] = [await add(100, 106), await add(104, 110)];
    await write(first, line(103_000, 105_000, "Mine"));
    await write(second, line(104_500, 105_500, "Not this"), line(107_000, 108_000, "But this"));
    await mergeHighlights(ctx, { ...(await seen(first)), with: await seen(second) }, carry());
    expect(await shown(first)).toEqual(["Mine", "But this"]);
  });

  test("nobody wrote stays the transcript's: nothing is kept", async () => {
    const id = await add(120, 130);
    const made = await splitHighlight(ctx, { ...(await seen(id)), atTicks: 125 * timescale }, carry());
    if (!made.ok) throw new Error(made.reason);
    expect(await getCaptions(ctx, { accountId, highlightId: made.highlightId })).toMatchObject({
      version: 0,
      isEdited: false,
    });
  });
});
