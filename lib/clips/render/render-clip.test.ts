import { mkdirSync, mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { highlights } from "#drizzle/schema/highlights.ts";
import { chatMessages, signalImports, transcriptSegments } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import { getHighlight } from "#lib/highlights/queries.ts";
import type { AccountId } from "#lib/ids.ts";
import { probeFile } from "#lib/platform/ffmpeg/probe-file.ts";
import { runFfmpeg } from "#lib/platform/ffmpeg/run-ffmpeg.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { saveCaptions } from "../captions/save-captions.ts";
import { cutClips } from "../cut-clips.ts";
import { listFramePts } from "../list-frames.ts";
import { openClipRange } from "../open-clip-range.ts";
import { planCuts } from "../plan-cuts.ts";
import { getClip, listClips } from "../queries.ts";
import { requestCuts } from "../request-cuts.ts";
import { retryCut } from "../retry-cut.ts";
import { trashVods } from "../trash-vods.ts";
import { addedFontsDir } from "./fonts.ts";
import type { ClipProfile } from "./model.ts";
import { escapeFilterValue } from "./picture-graph.ts";
import { parseLoudness } from "./render-args.ts";
import type { RenderOptions } from "./schema.ts";
import { getSplit } from "./split-settings.ts";
import { writeScript } from "./write-script.ts";

const limits = { timeoutMs: 120_000 };
const rate = 30;
let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let vodId: string;
let streamId: string;
let timescale: number;

/** Red, green and blue stripes; quiet sound with a loud moment. Ten seconds, so that a clip has a window of its own. */
beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  const filePath = path.join(world.dir, "stripes.mp4");
  const stripe = (colour: string) => ["-f", "lavfi", "-i", `color=${colour}:size=108x180:rate=${rate}`];
  await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", ...stripe("red"), ...stripe("lime"), ...stripe("blue")],
      ...["-f", "lavfi", "-i", "anoisesrc=color=pink:sample_rate=48000:seed=7:amplitude=0.05"],
      ...["-filter_complex", "[0][1][2]hstack=3[v];[3]volume='if(between(t,3,3.2),8,1)':eval=frame[a]"],
      ...["-map", "[v]", "-map", "[a]", "-t", "10", "-c:v", "libx264", "-preset", "veryfast"],
      ...["-g", "60", "-pix_fmt", "yuv420p"],
      ...["-c:a", "aac", "-b:a", "96k", filePath],
    ],
    limits,
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "stripes.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  ({ vodId, streamId } = imported);
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toMatchObject({ ok: true });
  ({ videoTimescale: timescale } = (await getMedia(ctx, { accountId, vodId })).index);
});
afterAll(() => world.close());

async function say(startMs: number, endMs: number, text: string): Promise<void> {
  const importId = await addImport("transcript");
  await ctx.db.insert(transcriptSegments).values({ accountId, streamId, importId, startMs, endMs, text });
}

async function addImport(kind: "transcript" | "chat"): Promise<string> {
  const [row] = await ctx.db
    .insert(signalImports)
    .values({ accountId, streamId, kind, state: "done", fileName: `${kind}.txt`, sizeBytes: 1, source: {} })
    .returning({ id: signalImports.id });
  return row!.id;
}

async function addHighlight(fromFrame: number, endFrame: number): Promise<string> {
  const ticks = (frame: number) => Math.round((frame * timescale) / rate);
  const bounds = { timescale, detectedStartTicks: ticks(fromFrame), detectedEndTicks: ticks(endFrame) };
  const [row] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId, origin: "detected", title: "A clip", ...bounds })
    .returning({ id: highlights.id });
  return row!.id;
}

async function render(highlightId: string, profile: ClipProfile, options: RenderOptions = {}) {
  const { outcomes } = await requestCuts(ctx, {
    ...{ accountId, vodId, highlightIds: [highlightId], profile, options },
    actorUserId: null,
  });
  const [outcome] = outcomes;
  if (!outcome?.ok) throw new Error(outcome?.message);
  const result = await cutClips(ctx, { accountId, vodId, report: () => {} });
  const clip = await getClip(ctx, { accountId, clipVodId: outcome.clipVodId });
  return { clip, result, filePath: clip.playable ? await save(outcome.clipVodId) : "" };
}

async function save(clipVodId: string): Promise<string> {
  const answer = await openClipRange(ctx, { accountId, clipVodId, rangeHeader: null, ifRange: null, method: "GET" });
  const filePath = path.join(world.dir, `${clipVodId}.mp4`);
  await writeFile(filePath, await buffer(answer.body!));
  return filePath;
}

type Area = { x: number; y: number; width: number; height: number };

/** The RGB pixels of an area of the frame at `atSeconds`. */
async function pixels(filePath: string, atSeconds: number, { x, y, width, height }: Area): Promise<Buffer> {
  const { stdout } = await runFfmpeg(ctx, {
    args: [
      ...["-v", "error", "-ss", String(atSeconds), "-i", filePath, "-frames:v", "1"],
      ...["-vf", `crop=${width}:${height}:${x}:${y}`, "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
    ],
    limits,
    stdout: "buffer",
  });
  expect(stdout).toHaveLength(width * height * 3);
  return stdout;
}

async function colourAt(filePath: string, x: number, y: number): Promise<"red" | "green" | "blue" | "other"> {
  const [r = 0, g = 0, b = 0] = await pixels(filePath, 0.5, { x, y, width: 2, height: 2 });
  if (r > 150 && g < 90 && b < 90) return "red";
  if (g > 150 && r < 90 && b < 90) return "green";
  return b > 150 && r < 90 && g < 90 ? "blue" : "other";
}

/** How many pixels differ clearly. */
function countChanges(a: Buffer, b: Buffer): number {
  let count = 0;
  for (let at = 0; at < a.length; at += 3) {
    const change = [0, 1, 2].reduce((sum, n) => sum + Math.abs((a[at + n] ?? 0) - (b[at + n] ?? 0)), 0);
    if (change > 120) count += 1;
  }
  return count;
}

describe("profiles", () => {
  test.each([
    [
      "vertical-blur",
      1080,
      1920,
      [
        ["red", 180, 960],
        ["green", 540, 960],
        ["blue", 900, 960],
      ],
    ],
    [
      "vertical-crop",
      1080,
      1920,
      [
        ["green", 540, 100],
        ["green", 60, 960],
        ["green", 1020, 1800],
      ],
    ],
    [
      "square",
      1080,
      1080,
      [
        ["red", 60, 540],
        ["green", 540, 540],
        ["blue", 1020, 540],
      ],
    ],
  ] as const)(
    "%s shows the right part of the picture, with the very frames",
    async (profile, width, height, colours) => {
      const { clip, filePath } = await render(await addHighlight(47, 92), profile);
      expect(clip).toMatchObject({ state: "ready", mode: "render", profile, notes: [], durationMs: 1500 });
      const facts = await probeFile(ctx, filePath);
      expect(facts.video).toMatchObject({ width, height });
      expect(facts.audio).toHaveLength(1);
      expect(await listFramePts(ctx, filePath)).toHaveLength(45);
      for (const [colour, x, y] of colours) expect(await colourAt(filePath, x, y)).toBe(colour);
    },
  );

  test("a split shows its boxes in their places and remembers them for the account", async () => {
    const split = {
      face: { x: 0.7, y: 0.1, width: 0.25, height: 0.5 },
      game: { x: 0, y: 0, width: 0.3, height: 1 },
      faceShare: 0.4,
    };
    const { clip, filePath } = await render(await addHighlight(50, 95), "vertical-split", { split });
    expect(clip.render).toMatchObject({ split });
    for (const y of [20, 740]) expect(await colourAt(filePath, 540, y)).toBe("blue");
    for (const y of [800, 1900]) expect(await colourAt(filePath, 540, y)).toBe("red");
    expect(await getSplit(ctx, { accountId })).toEqual(split);
    const next = await render(await addHighlight(60, 95), "vertical-split", {
      split: { game: { ...split.game, x: 0.35 } },
    });
    expect(await colourAt(next.filePath, 540, 20)).toBe("blue");
    expect(await colourAt(next.filePath, 540, 1900)).toBe("green");
  });

  test("stands beside the landscape clip, is made once, and again with what it was made with", async () => {
    const highlightId = await addHighlight(100, 145);
    const { clip: vertical } = await render(highlightId, "vertical-crop");
    const { clip: wide } = await render(highlightId, "landscape");
    expect([wide.mode, wide.profile, wide.clipVodId === vertical.clipVodId]).toEqual(["exact", "landscape", false]);
    const { clip: same } = await render(highlightId, "vertical-crop");
    expect([same.clipVodId, same.attempt]).toEqual([vertical.clipVodId, 1]);
    const { clip: louder } = await render(highlightId, "vertical-crop", { loudness: true });
    expect([louder.clipVodId, louder.attempt]).toEqual([vertical.clipVodId, 2]);
    const again = await retryCut(ctx, { accountId, clipVodId: vertical.clipVodId, actorUserId: null });
    expect(again).toMatchObject({ ok: true, clipVodId: vertical.clipVodId, attempt: 2 });
    const mine = (await listClips(ctx, { accountId })).filter((one) => one.highlightId === highlightId);
    expect(mine.map((one) => one.profile).sort()).toEqual(["landscape", "vertical-crop"]);
  });
});

describe("captions", () => {
  const captionBox = { x: 100, y: 1290, width: 880, height: 190 };

  test("need a transcript", async () => {
    await expect(render(await addHighlight(10, 55), "square", { captions: "clean" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("are drawn where and when they are said", async () => {
    const start = 160;
    await ctx.db.delete(transcriptSegments);
    const startMs = Math.round((start / rate) * 1000);
    await say(startMs, startMs + 800, "Hello there my friend");
    const { clip, filePath } = await render(await addHighlight(start, start + 45), "vertical-crop", {
      captions: "bold",
    });
    expect(clip).toMatchObject({ state: "ready", notes: [] });
    const changed = countChanges(await pixels(filePath, 0.5, captionBox), await pixels(filePath, 1.45, captionBox));
    expect(changed).toBeGreaterThan(2_000);
    expect(changed).toBeLessThan(captionBox.width * captionBox.height * 0.5);
    const above = { x: 0, y: 0, width: 1080, height: 1200 };
    expect(countChanges(await pixels(filePath, 0.5, above), await pixels(filePath, 1.45, above))).toBe(0);
  });

  test("written by hand are drawn in place of the transcript's; a change makes the clip older than its text", async () => {
    await ctx.db.delete(transcriptSegments);
    const start = 60;
    const highlightId = await addHighlight(start, start + 45);
    const captioned = () => render(highlightId, "square", { captions: "bold" });
    await expect(captioned()).rejects.toMatchObject({ code: "invalid_input" });
    const write = (text: string, version: number) =>
      saveCaptions(ctx, {
        ...{ accountId, highlightId, version, actorUserId: null },
        lines: [{ startMs: 2_000, endMs: 2_700, text, words: null }],
      });
    expect(await write("No transcript needed", 0)).toMatchObject({ ok: true });
    const { clip, filePath } = await captioned();
    expect(clip).toMatchObject({ state: "ready", notes: [], render: { captionsVersion: 1 } });
    const box = { x: 60, y: 800, width: 960, height: 220 };
    const [during, after] = [await pixels(filePath, 0.4, box), await pixels(filePath, 0.8, box)];
    expect(countChanges(during, after)).toBeGreaterThan(2_000);

    await write("Something else", 1);
    expect(await getClip(ctx, { accountId, clipVodId: clip.clipVodId })).toMatchObject({ state: "stale" });
    const planned = { accountId, vodId, highlightIds: [highlightId], profile: "square" as const };
    const plan = await planCuts(ctx, { ...planned, options: { captions: "bold" } });
    expect(plan).toMatchObject({ mode: "render", totals: { clipCount: 1 }, plans: [{ framesToEncode: 45 }] });
    const again = await captioned();
    expect(again.clip).toMatchObject({ state: "ready", attempt: 2, render: { captionsVersion: 2 } });
    expect(countChanges(during, await pixels(again.filePath, 0.4, box))).toBeGreaterThan(2_000);
    expect((await planCuts(ctx, { ...planned, options: { captions: "bold" } })).totals.cutAlreadyCount).toBe(1);
  });

  test("make a clip of their own beside the one without; only that one is the highlight's cut", async () => {
    await ctx.db.delete(transcriptSegments);
    const start = 75;
    const startMs = Math.round((start / rate) * 1000);
    await say(startMs, startMs + 800, "Side by side");
    const highlightId = await addHighlight(start, start + 45);
    const cutState = async () => (await getHighlight(ctx, { accountId, highlightId })).cutState;
    const { clip: captioned } = await render(highlightId, "landscape", { captions: "bold" });
    expect(captioned).toMatchObject({ state: "ready", isCaptioned: true });
    expect(await cutState()).toBe("none");
    const { clip: plain } = await render(highlightId, "landscape");
    expect(plain).toMatchObject({ state: "ready", isCaptioned: false, mode: "exact" });
    expect(plain.clipVodId).not.toBe(captioned.clipVodId);
    // Another style is drawn into the clip with captions, whose name says so.
    const { clip: restyled } = await render(highlightId, "landscape", { captions: "clean" });
    expect([restyled.clipVodId, restyled.attempt]).toEqual([captioned.clipVodId, 2]);
    const nameOf = async (clipVodId: string) => {
      const asked = { accountId, clipVodId, rangeHeader: null, ifRange: null, method: "HEAD" as const, download: true };
      return (await openClipRange(ctx, asked)).headers["content-disposition"];
    };
    expect(await nameOf(captioned.clipVodId)).toContain('"A clip (captions).mp4"');
    expect(await nameOf(plain.clipVodId)).toContain('"A clip.mp4"');

    const lines = [{ startMs, endMs: startMs + 800, text: "Mine", words: null }];
    await saveCaptions(ctx, { accountId, highlightId, version: 0, lines, actorUserId: null });
    const stateOf = async (clipVodId: string) => (await getClip(ctx, { accountId, clipVodId })).state;
    expect([await stateOf(captioned.clipVodId), await stateOf(plain.clipVodId), await cutState()]).toEqual([
      "stale",
      "ready",
      "ready",
    ]);
    await trashVods(ctx, { accountId, vodIds: [captioned.clipVodId] });
    expect(await cutState()).toBe("ready");
    await trashVods(ctx, { accountId, vodIds: [plain.clipVodId] });
    expect(await cutState()).toBe("none");
  });

  /** One caption over a grey picture. */
  async function draw(text: string): Promise<Buffer> {
    const dir = mkdtempSync(path.join(world.dir, "it's [a], b;c: "));
    const { script } = await writeScript(ctx, {
      ...{ dir, size: { width: 1080, height: 1920 }, durationMs: 1_000, chat: [] },
      spec: { profile: "vertical-blur", captions: "clean", chatOverlay: false, loudness: false, split: null },
      segments: [{ startMs: 0, endMs: 1_000, text, words: null }],
    });
    const ass = `ass=filename=${escapeFilterValue(script!.filePath)}:fontsdir=${escapeFilterValue(script!.fontsDir)}`;
    const { stdout } = await runFfmpeg(ctx, {
      args: [
        ...["-v", "error", "-f", "lavfi", "-i", "color=gray:size=1080x1920:rate=5", "-frames:v", "1"],
        ...["-vf", ass, "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
      ],
      limits,
      stdout: "buffer",
    });
    return stdout;
  }
  /** Pixels drawn within the rows of the caption box and outside of them. */
  function countDrawn(frame: Buffer): { inside: number; outside: number } {
    const row = 1080 * 3;
    const [from, to] = [captionBox.y * row, (captionBox.y + captionBox.height) * row];
    const blank = Buffer.alloc(frame.length, frame[0]);
    const inside = countChanges(frame.subarray(from, to), blank.subarray(from, to));
    return { inside, outside: countChanges(frame, blank) - inside };
  }

  test.each([
    ["a command, as text", "{\\an8\\p1}m 0 0 l 500 500{\\p0}"],
    ["a break, as text", "C:\\Names\\No {\\fs400}"],
    ["emoji", "🔥 🎮 😂 👍🏽"],
    ["Japanese, Chinese, Korean", "こんにちは 你好世界 안녕하세요"],
    ["Arabic and Hebrew", "مرحبا שלום"],
  ])("stay in their place: %s", async (_, text) => {
    const { inside, outside } = countDrawn(await draw(text));
    expect(inside).toBeGreaterThan(1_500);
    expect(outside).toBe(0);
  });

  test("every emoji and letter has a shape of its own: none is the box of a missing one", async () => {
    const shapes = [];
    for (const text of ["🔥", "\u{1f9ff}", "🇩🇪", "界", "您", "안"]) shapes.push(await draw(text));
    for (const [n, one] of shapes.entries()) {
      for (const other of shapes.slice(n + 1)) expect(countChanges(one, other)).toBeGreaterThan(250);
    }
  });

  test("letters that no font has are refused with where to put a font, and told when they are few", async () => {
    await ctx.db.delete(transcriptSegments);
    await say(0, 3_000, "สวัสดีครับ");
    const refused = await render(await addHighlight(0, 45), "square", { captions: "bold" });
    expect(refused.clip).toMatchObject({ state: "failed", failureCode: "invalid_input" });
    expect(refused.clip.failureText).toContain(addedFontsDir(ctx.config));
    await ctx.db.delete(transcriptSegments);
    await say(0, 1_500, "Sawasdee everybody ก");
    const told = await render(await addHighlight(0, 48), "square", { captions: "bold" });
    expect(told.clip.notes.join()).toContain('shown as "?"');
    mkdirSync(addedFontsDir(ctx.config), { recursive: true });
    await writeFile(path.join(addedFontsDir(ctx.config), "not-a-font.ttf"), "no font");
    expect((await render(await addHighlight(0, 51), "square", { captions: "bold" })).clip.state).toBe("ready");
  });
});

test("the chat of the moment is drawn, and gone when it is over", async () => {
  const importId = await addImport("chat");
  const line = { accountId, streamId, importId, author: "viewer\u202e", text: "PogChamp {\\fs300} 😂" };
  await ctx.db.insert(chatMessages).values({ ...line, offsetMs: 8_000 });
  const { filePath } = await render(await addHighlight(225, 285), "vertical-crop", { chatOverlay: true });
  const area = { x: 40, y: 240, width: 900, height: 80 };
  const changed = countChanges(await pixels(filePath, 1.5, area), await pixels(filePath, 0.1, area));
  expect(changed).toBeGreaterThan(10_000);
  const below = { x: 0, y: 400, width: 1080, height: 1500 };
  expect(countChanges(await pixels(filePath, 1.5, below), await pixels(filePath, 0.1, below))).toBe(0);
});

test("loudness is −14 LUFS within 1 LU, also where a loud moment stands in quiet sound", async () => {
  const { filePath } = await render(await addHighlight(60, 180), "landscape", { loudness: true });
  const { stderrTail } = await runFfmpeg(ctx, {
    args: ["-v", "info", "-i", filePath, "-map", "0:a:0", "-af", "ebur128", "-f", "null", "/dev/null"],
    limits,
  });
  expect(Math.abs(parseLoudness(stderrTail)! + 14)).toBeLessThan(1);
});
