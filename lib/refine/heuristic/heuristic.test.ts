import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "#lib/context.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { heuristicBackend } from "../backends/heuristic.ts";
import { measureSpeechLikeSound } from "../eval/speech-like-sound.ts";
import type { RefinementInput } from "../model.ts";
import { refinementAnswer } from "../schema.ts";
import { chooseBounds } from "./choose-bounds.ts";
import { judge } from "./judge.ts";

const input: RefinementInput = {
  window: { startSeconds: 100, endSeconds: 160 },
  current: { startSeconds: 115.2, endSeconds: 145.4 },
  peakSeconds: 135,
  score: 3,
  contributions: [
    { signal: "chat", name: "chat", value: 2, label: "chat 5.1σ", evidence: [{ atSeconds: 135, text: "LUL" }] },
  ],
  transcript: [],
  chat: [],
  // Chat reacts from 130 s on and is loudest at 134 s.
  chatPerSecond: Array.from({ length: 60 }, (_, at) => (at >= 30 && at < 42 ? 4 + (at === 34 ? 6 : 0) : 1)),
  events: [],
  loudness: null,
  audio: null,
  previous: null,
};
const line = (startSeconds: number, endSeconds: number, text: string) => ({ startSeconds, endSeconds, text });

describe("bounds", () => {
  test("move to where a sentence begins and to where one ends, with a breath before and an echo after", () => {
    const transcript = [
      line(103, 112, "So here we go."),
      line(113.4, 116, "Watch this jump,"),
      line(116.1, 143, "no way, it worked!"),
      line(147, 155, "Anyway, on we go."),
    ];
    const bounds = chooseBounds({ ...input, transcript, current: { startSeconds: 115.2, endSeconds: 142.1 } });
    expect(bounds.startSeconds).toBeCloseTo(113.15, 6);
    expect(bounds.endSeconds).toBeCloseTo(143.35, 6);
  });

  test("a sentence's end a little further is better than a pause in the middle of one", () => {
    const transcript = [
      line(101, 111, "That was that."),
      line(112, 114.4, "And then he"),
      line(114.9, 143, "jumped right into it."),
    ];
    expect(chooseBounds({ ...input, transcript }).startSeconds).toBeCloseTo(111.75, 6);
  });

  test("stay where nobody speaks and nothing is heard of", () => {
    expect(chooseBounds(input)).toEqual(input.current);
  });

  test("begin before what chat reacts to, and don't end before it peaks", () => {
    const late = { ...input, current: { startSeconds: 131, endSeconds: 133 } };
    const bounds = chooseBounds({ ...late, transcript: [line(101, 126, "Long."), line(128, 150, "Words.")] });
    expect(bounds.startSeconds).toBeLessThanOrEqual(127);
    expect(bounds.endSeconds).toBeGreaterThanOrEqual(135);
  });

  test("settle: bounds that were chosen are chosen again", () => {
    const transcript = [line(101, 111, "That was that."), line(112, 143, "It is done.")];
    const first = chooseBounds({ ...input, transcript });
    expect(chooseBounds({ ...input, transcript, current: first })).toEqual(first);
  });
});

describe("the judgement", () => {
  test("dead air without any reaction is no clip", () => {
    const loudness = Array.from({ length: 600 }, () => -100);
    const silent = { ...input, loudness, chatPerSecond: input.chatPerSecond.map(() => 1), score: 2 };
    expect(judge(silent)).toMatchObject({ isClipable: false, reason: expect.stringContaining("Nothing is heard") });
    expect(judge({ ...silent, chatPerSecond: input.chatPerSecond })).toMatchObject({ isClipable: true });
  });

  test("a weak score without a reaction that chance doesn't give is no clip; an event or a real reaction makes it one", () => {
    const weak = { ...input, score: 0.5, chatPerSecond: input.chatPerSecond.map((_, at) => at % 3) };
    expect(judge(weak)).toMatchObject({ isClipable: false, reason: expect.stringContaining("chat 5.1σ") });
    expect(judge({ ...weak, score: 1.2 })).toMatchObject({ isClipable: true });
    expect(judge({ ...weak, chatPerSecond: input.chatPerSecond })).toMatchObject({ isClipable: true });
    const raid = { atSeconds: 130, kind: "raid", actor: null, amount: 50, text: null };
    expect(judge({ ...weak, events: [raid] })).toMatchObject({ isClipable: true });
  });

  test("is surer of what more signals agree on", () => {
    const [chat] = input.contributions;
    const more = [
      ...input.contributions,
      { ...chat!, signal: "audio" as const },
      { ...chat!, signal: "events" as const },
    ];
    expect(judge({ ...input, score: 1, contributions: more }).confidence).toBeGreaterThan(
      judge({ ...input, score: 1 }).confidence,
    );
  });
});

describe("on a recording with known pauses", () => {
  let world: Awaited<ReturnType<typeof createTestContext>>;
  let ctx: Ctx;
  beforeAll(async () => {
    world = await createTestContext();
    ctx = world.ctx;
  });
  afterAll(() => world.close());

  const measure = (pauses: [number, number][], musicDb: number) =>
    measureSpeechLikeSound(ctx, { filePath: path.join(world.dir, "speech.m4a"), pauses, musicDb, seed: 1 });

  test.each([
    ["in silence", -90],
    ["over music 20 dB below", -20],
  ])("bounds fall into the pauses nearest to them, %s", async (_name, musicDb) => {
    const pauses: [number, number][] = [
      [4, 4.6],
      [12.2, 13],
      [21, 21.3],
      [43.5, 44.2],
      [52, 53],
    ];
    const loudness = await measure(pauses, musicDb);
    const bounds = chooseBounds({ ...input, loudness });
    expect(bounds.startSeconds - 100).toBeGreaterThan(12.2);
    expect(bounds.startSeconds - 100).toBeLessThan(13.1);
    expect(bounds.endSeconds - 100).toBeGreaterThan(43.4);
    expect(bounds.endSeconds - 100).toBeLessThan(44.2);
  });

  test("bounds stay where there is no pause within reach", async () => {
    const loudness = await measure([], -20);
    expect(chooseBounds({ ...input, loudness })).toEqual(input.current);
  });
});

test("every answer of any evidence keeps the shape and the window", async () => {
  const outcome = await heuristicBackend.refine(
    { ...input, chatPerSecond: [], contributions: [], score: 0 },
    { signal: new AbortController().signal, audio: null },
  );
  expect(refinementAnswer.parse(outcome.ok && outcome.value)).toMatchObject({ isClipable: false, tags: [] });
});
