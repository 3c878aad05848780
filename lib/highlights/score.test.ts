import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectChat } from "#lib/signals/chat-columns.ts";
import type { ChatMessage, StreamEvent, TranscriptSegment } from "#lib/signals/model.ts";
import { scoreHighlights } from "./score.ts";
import type { Loudness } from "./score-audio.ts";
import { defaultSettings } from "./settings.ts";
import { makeChat } from "./testing.ts";

type Given = {
  messages?: ChatMessage[];
  events?: StreamEvent[];
  transcript?: TranscriptSegment[];
  loudness?: Loudness | null;
  durationSeconds?: number | null;
  limit?: number;
  keepsAll?: boolean;
  sceneChanges?: number[];
  channelLags?: number[];
  keywords?: string[];
};

function score(given: Given) {
  const durationSeconds = given.durationSeconds ?? null;
  const collector = collectChat({ durationSeconds });
  for (const { offsetMs, author, text } of given.messages ?? []) collector.add(offsetMs, author, text);
  return scoreHighlights({
    chat: collector.finish(),
    events: given.events ?? [],
    transcript: given.transcript ?? [],
    loudness: given.loudness ?? null,
    sceneChanges: given.sceneChanges ?? [],
    channelLags: given.channelLags ?? [],
    durationSeconds,
    limit: given.limit ?? 10,
    keepsAll: given.keepsAll ?? true,
    settings: { ...defaultSettings, keywords: given.keywords ?? [] },
  });
}

const hour = 3_600;
const moments = [
  { atSeconds: 600, texts: ["LUL", "LMAO", "hahaha", "KEKW"], count: 40 },
  { atSeconds: 1_500, texts: ["what", "hm", "ok then", "I see"], count: 20 },
  { atSeconds: 2_400, texts: ["NO WAY", "HOLY", "clip that", "WHAT"], count: 40 },
];
const chat = makeChat(hour, moments);

/** The peak of the best-ranked highlights, to the nearest moment. */
const order = (messages: ChatMessage[]) =>
  score({ messages })
    .highlights.slice(0, 3)
    .map((one) => moments.map((moment) => moment.atSeconds).find((at) => Math.abs(one.peakSeconds - at - 5) <= 15));

describe("golden rankings", () => {
  test("a clip request beats laughter beats plain talk", () => {
    expect(order(chat)).toEqual([2_400, 600, 1_500]);
  });

  test.each([
    ["Chinese", ["哈哈哈哈", "笑死", "草"]],
    ["Korean", ["ㅋㅋㅋㅋㅋ", "ㅋㅋ", "ㅎㅎㅎ"]],
    ["Japanese", ["草", "wwww", "ｗｗｗ"]],
    ["Spanish", ["jajaja", "JAJAJA", "xD"]],
    ["Portuguese", ["kkkkkk", "rsrsrs", "kkkk"]],
    ["Russian", ["ахаха", "хахаха", "лол"]],
    ["Thai", ["55555", "5555", "555"]],
    ["emoji", ["😂", "🤣🤣", "😂😂😂"]],
    ["emotes", ["LUL LUL", "KEKW", "OMEGALUL"]],
  ])("laughter in %s beats as many plain messages", (_language, texts) => {
    const messages = makeChat(hour, [
      { atSeconds: 600, texts: ["so", "hm, ok", "and now"], count: 24 },
      { atSeconds: 2_000, texts, count: 24 },
    ]);
    const [best] = score({ messages }).highlights;
    expect(Math.abs(best!.peakSeconds - 2_005)).toBeLessThanOrEqual(15);
    expect(best!.contributions.map((one) => one.name)).toContain("laughter");
  });

  test("evidence names people, messages and requests", () => {
    const [best] = score({ messages: chat }).highlights;
    const named = Object.fromEntries(best!.contributions.map((one) => [one.name, one]));
    expect(named.clip_requests!.label).toBe("clip asked for 10 times");
    expect(named.capitals!.label).toBe("30 people shouting");
    expect(named.burst!.label).toMatch(/^chat \d+\.\dσ \(4\d messages, 4\d people\)$/);
    for (const { atSeconds } of named.capitals!.evidence) expect(Math.abs(atSeconds - 2_405)).toBeLessThanOrEqual(15);
  });

  test("requests for a clip add at most twice the reaction they confirm", () => {
    const messages = makeChat(hour, [
      { atSeconds: 600, texts: ["hm"], count: 6 },
      { atSeconds: 600, texts: ["clip it"], count: 3 },
      { atSeconds: 2_000, texts: ["LUL", "KEKW"], count: 40 },
    ]);
    const { highlights } = score({ messages });
    expect(Math.abs(highlights[0]!.peakSeconds - 2_005)).toBeLessThanOrEqual(15);
    const asked = highlights.find((one) => Math.abs(one.peakSeconds - 605) <= 20)!;
    const sumOf = (name: RegExp) =>
      asked.contributions.filter((one) => name.test(one.name)).reduce((sum, one) => sum + one.value, 0);
    expect(sumOf(/^clip_requests$/)).toBeGreaterThan(0);
    expect(sumOf(/^clip_requests$/)).toBeLessThanOrEqual(2 * sumOf(/^(?!clip_requests)/) + 0.001);
  });

  test("under 2.5σ a burst of chat counts only beside other evidence; a whole ranking still lists it, marked", () => {
    // Chat that swells and ebbs all the time: no moment stands out from it, one swell has a raid before it.
    const messages = Array.from({ length: 6_000 }, (_, i): ChatMessage => {
      const second = (i * hour) / 6_000;
      const isSwell = second % 150 < 75;
      return {
        offsetMs: Math.floor(second) * 1000,
        author: `v${i % 50}`,
        text: isSwell ? `so ${i}` : `a longer remark on things, no. ${i}`,
      };
    });
    const raid: StreamEvent = { offsetMs: 1_530_000, kind: "raid", actor: "Ann", amount: 120, text: null };
    const given = { messages, events: [raid], durationSeconds: hour, limit: 20 };
    const whole = score({ ...given, keepsAll: true }).highlights;
    const suggested = score({ ...given, keepsAll: false }).highlights;
    expect(whole.filter((one) => one.isWeak).length).toBeGreaterThan(3);
    expect(suggested).toEqual(whole.filter((one) => !one.isWeak));
    expect(suggested.some((one) => one.contributions.some((part) => part.label === "raid of 120"))).toBe(true);
    for (const { contributions, isWeak } of whole) {
      const sigma = Number(
        /chat (-?[\d.]+)σ/.exec(contributions.find((one) => one.name === "burst")?.label ?? "")?.[1] ?? 0,
      );
      const others = contributions.filter((one) => one.signal !== "chat");
      if (isWeak) expect([sigma <= 2.5, others]).toEqual([true, []]);
      else expect(sigma >= 2.4 || others.length > 0).toBe(true);
    }
  });

  test("a chat of seconds has no surroundings to be held against: its burst is suggested, once", () => {
    const messages = makeChat(60, [{ atSeconds: 30, texts: ["LUL", "NO WAY"], count: 25 }]);
    const { highlights } = score({ messages, durationSeconds: 60, keepsAll: false });
    expect(highlights).toHaveLength(1);
    expect(Math.abs(highlights[0]!.peakSeconds - 35)).toBeLessThanOrEqual(13);
  });

  test.each([
    ["English", "Oh my god, no way!", "“no way”"],
    ["Japanese, without spaces", "これはやばいって", "“やばい”"],
    ["Chinese, without spaces", "真的我的天啊", "“我的天”"],
    ["Korean", "와 진짜 대박이다", "“대박”"],
    ["Spanish", "¡Madre mía, increíble!", "“increíble”"],
    ["the account's own", "and here comes the banana split", "“banana”"],
  ])("telling words are found when spoken: %s", (_name, text, label) => {
    const transcript = Array.from({ length: 20 }, (_, i): TranscriptSegment => {
      const startMs = i * 60_000;
      return { startMs, endMs: startMs + 3_000, text: i === 10 ? text : "and so it goes", words: null };
    });
    const { highlights, states } = score({ transcript, durationSeconds: 1_200, keywords: ["banana"] });
    expect(states.transcript.state).toBe("ok");
    expect(highlights[0]!.contributions[0]!.label).toContain(label);
    expect(highlights[0]!.contributions[0]!.evidence[0]).toEqual({ atSeconds: 600, text });
  });

  test("words inside of other words don't count", () => {
    const transcript = [1, 2, 3, 4, 5, 6].map((i) => {
      return { startMs: i * 60_000, endMs: i * 60_000 + 1, text: "snowway walter, wholly", words: null };
    });
    expect(score({ transcript, durationSeconds: 600 }).highlights).toEqual([]);
  });

  test("bounds use the lag that sound tells", () => {
    const bursts = Array.from({ length: 12 }, (_, i) => ({
      atSeconds: 300 + i * 270,
      texts: ["LUL", "haha"],
      count: 30,
    }));
    const samples = Float32Array.from({ length: hour * 10 }, (_, i) => -30 + 4 * Math.sin(i / 7));
    for (const { atSeconds } of bursts) samples.fill(-8, (atSeconds - 9) * 10, (atSeconds - 7) * 10);
    const given = { messages: makeChat(hour, bursts), durationSeconds: hour };
    const { lag, highlights } = score({ ...given, loudness: { samplesPerSecond: 10, samples } });
    expect(lag.from).toBe("audio");
    expect(Math.abs(lag.own!.seconds - 6)).toBeLessThanOrEqual(3);
    const first = highlights.find((one) => Math.abs(one.peakSeconds - 305) <= 15)!;
    expect(first.startSeconds).toBeLessThanOrEqual(291);
    expect(first.startSeconds).toBeGreaterThanOrEqual(283);
    expect(score(given).lag).toEqual({ seconds: 20, from: "setting", own: null });
    expect(score({ ...given, channelLags: [11, 12, 30] }).lag).toMatchObject({ seconds: 16, from: "channel" });
  });

  test("events, transcript and loudness tip the balance of equal moments", () => {
    const texts = ["LUL", "haha"];
    const two = {
      messages: makeChat(hour, [
        { atSeconds: 900, texts },
        { atSeconds: 2_000, texts },
      ]),
      durationSeconds: hour,
    };
    const first = (given: Given) => Math.round(score({ ...two, ...given }).highlights[0]!.peakSeconds / 100) * 100;
    const raid: StreamEvent = { offsetMs: 1_998_000, kind: "raid", actor: "Ann", amount: 120, text: null };
    expect(first({ events: [raid] })).toBe(2_000);
    expect(first({ events: [{ ...raid, offsetMs: 898_000 }] })).toBe(900);
    const said = (startMs: number) =>
      [60_000, 120_000, 180_000, 240_000, startMs].map((at) => {
        return {
          startMs: at,
          endMs: at + 2_000,
          text: at === startMs ? "Oh my god, no way!" : "so it goes",
          words: null,
        };
      });
    expect(first({ transcript: said(1_995_000) })).toBe(2_000);
    const samples = new Float32Array(hour * 10).fill(-30);
    samples.fill(-8, 19_950, 19_980);
    expect(first({ loudness: { samplesPerSecond: 10, samples } })).toBe(2_000);
    const { highlights } = score({
      ...two,
      events: [raid],
      transcript: said(1_995_000),
      loudness: { samplesPerSecond: 10, samples },
    });
    expect(highlights[0]!.contributions.map((one) => one.label)).toEqual(
      expect.arrayContaining(["raid of 120", expect.stringContaining("oh my god"), "22 dB louder"]),
    );
  });
});

describe("what always holds", () => {
  test("a shift of all times shifts the result", () => {
    const base = score({ messages: chat }).highlights;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (shift) => {
        const moved = score({ messages: chat.map((one) => ({ ...one, offsetMs: one.offsetMs + shift * 1000 })) });
        expect(moved.highlights.map((one) => [one.peakSeconds - shift, one.score])).toEqual(
          base.map((one) => [one.peakSeconds, one.score]),
        );
      }),
      { numRuns: 8 },
    );
  });

  test("the order of messages and events doesn't matter", () => {
    const events: StreamEvent[] = [
      { offsetMs: 601_000, kind: "raid", actor: "Ann", amount: 9, text: null },
      { offsetMs: 601_000, kind: "sub", actor: "Bob", amount: null, text: "x" },
      { offsetMs: 603_000, kind: "gift", actor: "Bob", amount: 3, text: null },
    ];
    const base = score({ messages: chat, events });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(chat, { minLength: chat.length }),
        fc.shuffledSubarray(events, { minLength: 3 }),
        (messages, shuffled) => {
          expect(score({ messages, events: shuffled })).toEqual(base);
        },
      ),
      { numRuns: 10 },
    );
  });

  test("bots, commands, links, doubles and repeated advertisements change nothing", () => {
    const base = score({ messages: chat }).highlights;
    const spam = Array.from({ length: 300 }, (_, i): ChatMessage => {
      const offsetMs = (1_000 + (i % 30)) * 1000;
      const kinds = [
        { author: "Nightbot", text: `LUL ${i}` },
        { author: "my_cool_bot", text: `WHAT A PLAY ${i}` },
        { author: `viewer${i}`, text: "!drop" },
        { author: `viewer${i}`, text: "LOOK https://example.com" },
        { author: "promo", text: "follow me on my channel for more of this, friends" },
        chat[500]!,
      ];
      return { offsetMs, ...kinds[i % kinds.length]! };
    });
    const spammed = score({ messages: [...chat, ...spam] });
    expect(spammed.highlights).toEqual(base);
    expect(spammed.states.chat.text).toContain("300 of bots, commands, links or doubles left out");
  });

  test("anything goes in; scores are sums, bounds are in limits, peaks keep their distance", () => {
    const message = fc.record({
      offsetMs: fc.integer({ min: -10_000, max: 2_000_000 }),
      author: fc.string({ maxLength: 5 }),
      text: fc.oneof(
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.constantFrom("LUL", "clip it", "WOW", "w".repeat(500)),
      ),
    });
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 200 }),
        fc.integer({ min: 1, max: 1_800 }),
        (messages, durationSeconds) => {
          const { highlights } = score({ messages, durationSeconds, limit: 500 });
          const spacing = Math.max(5, Math.min(120, Math.floor(durationSeconds / 8)));
          highlights.forEach((one, i) => {
            expect(one.score).toBeCloseTo(
              one.contributions.reduce((sum, part) => sum + part.value, 0),
              6,
            );
            expect(one.startSeconds).toBeGreaterThanOrEqual(0);
            expect(one.endSeconds).toBeLessThanOrEqual(durationSeconds);
            expect(one.endSeconds).toBeGreaterThan(one.startSeconds);
            expect(one.endSeconds - one.startSeconds).toBeLessThanOrEqual(90.001);
            if (i > 0) expect(one.score).toBeLessThanOrEqual(highlights[i - 1]!.score);
            for (const other of highlights.slice(0, i)) {
              expect(Math.abs(one.peakSeconds - other.peakSeconds)).toBeGreaterThanOrEqual(spacing);
            }
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test("no signal at all is no error, and each says why", () => {
    expect(score({})).toEqual({
      lag: { seconds: 20, from: "setting", own: null },
      highlights: [],
      states: {
        chat: { state: "unavailable", text: "no messages" },
        events: { state: "unavailable", text: "no events" },
        transcript: { state: "unavailable", text: "no transcript" },
        audio: { state: "unavailable", text: "no audio" },
      },
    });
    expect(score({ messages: chat.slice(0, 3) }).states.chat.state).toBe("too_sparse");
    const few = [{ startMs: 1_000, endMs: 2_000, text: "no way", words: null }];
    expect(score({ transcript: few, durationSeconds: hour }).states.transcript.state).toBe("too_sparse");
    const short = { samplesPerSecond: 1, samples: new Float32Array(5) };
    expect(score({ loudness: short, durationSeconds: hour }).states.audio.state).toBe("too_sparse");
    expect(score({ messages: chat, durationSeconds: 1_000 }).states.chat.text).toContain("after the video's end");
  });
});
