import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { StreamEvent } from "#lib/signals/model.ts";
import { chooseLag, estimateLag, type LagEstimate } from "./estimate-lag.ts";

const lengthSeconds = 7_200;
/** A generator that gives the same numbers at every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Speech with pauses and some loud seconds of no consequence, and something loud 3 s long at each moment. */
function soundOf(moments: number[], seed: number) {
  const random = randomOf(seed);
  const samples = Float32Array.from({ length: lengthSeconds }, () => -30 + 8 * random());
  for (let i = 0; i < 40; i += 1) samples[Math.floor(random() * lengthSeconds)] = -10;
  for (const at of moments) samples.fill(-8, at, at + 3);
  return { samplesPerSecond: 1, samples };
}

const moments = Array.from({ length: 30 }, (_, i) => 200 + i * 230 + ((i * 37) % 60));

describe("reaction lag", () => {
  test.each([4, 9, 14, 22, 35])("sound %i s before the bursts is found, within 2 s", (lag) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const random = randomOf(seed);
        // Crowds are no clocks: their bursts begin up to 2 s apart.
        const onsetSeconds = moments.map((at) => at + lag + Math.round(4 * random() - 2));
        const found = estimateLag({ onsetSeconds, loudness: soundOf(moments, seed), events: [], lengthSeconds });
        expect(found).toMatchObject({ from: "audio", bursts: 30 });
        expect(Math.abs(found!.seconds - (lag - 1))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 20 },
    );
  });

  test("two bursts in three without a sound don't hide it", () => {
    const random = randomOf(7);
    const onsetSeconds = [
      ...moments.slice(0, 15).map((at) => at + 12),
      ...Array.from({ length: 30 }, () => Math.floor(random() * lengthSeconds)),
    ];
    const found = estimateLag({ onsetSeconds, loudness: soundOf(moments, 7), events: [], lengthSeconds });
    expect(Math.abs(found!.seconds - 11)).toBeLessThanOrEqual(2);
  });

  test("sound that has nothing to do with the chat tells nothing", () => {
    let told = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = randomOf(seed);
      const onsetSeconds = Array.from({ length: 40 }, () => Math.floor(random() * lengthSeconds));
      if (estimateLag({ onsetSeconds, loudness: soundOf(moments, seed), events: [], lengthSeconds })) told += 1;
    }
    expect(told).toBeLessThanOrEqual(4);
  });

  test("events tell where the sound doesn't", () => {
    const events = moments.map((at): StreamEvent => {
      return { offsetMs: at * 1000, kind: "gift", actor: "Ann", amount: 5, text: null };
    });
    const onsetSeconds = moments.map((at) => at + 8);
    const found = estimateLag({ onsetSeconds, loudness: null, events, lengthSeconds });
    expect(found).toMatchObject({ from: "events" });
    expect(Math.abs(found!.seconds - 8)).toBeLessThanOrEqual(2);
  });

  test("few bursts, no sound, no length: nothing is told and nothing breaks", () => {
    const few = { onsetSeconds: [100, 200], loudness: soundOf(moments, 1), events: [], lengthSeconds };
    expect(estimateLag(few)).toBeNull();
    expect(estimateLag({ ...few, onsetSeconds: moments, loudness: null })).toBeNull();
    const silent = { samplesPerSecond: 1, samples: new Float32Array(lengthSeconds).fill(-70) };
    expect(estimateLag({ ...few, onsetSeconds: moments, loudness: silent })).toBeNull();
    expect(estimateLag({ ...few, onsetSeconds: moments, loudness: null, lengthSeconds: 0 })).toBeNull();
  });

  const own: LagEstimate = { seconds: 8, from: "audio", bursts: 20, prominence: 6 };
  test.each([
    ["the setting without any", null, [], { seconds: 20, from: "setting", own: null }],
    ["its own", own, [], { seconds: 12, from: "audio", own }],
    ["the channel's where it tells nothing", null, [10, 30, 11], { seconds: 15, from: "channel", own: null }],
    ["the middle of both", own, [10, 12], { seconds: 14, from: "audio", own }],
  ] as const)("is %s", (_name, given, channel, expected) => {
    expect(chooseLag(given, [...channel], 20)).toEqual(expected);
  });
});
