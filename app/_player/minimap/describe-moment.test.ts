import { expect, test } from "vitest";
import type { Minimap } from "#lib/highlights/model.ts";
import { chatPerMinute, describeMoment } from "./describe-moment.ts";

const map: Minimap = {
  durationSeconds: 100,
  chatPerSecond: Uint16Array.from({ length: 100 }, (_, second) => (second >= 40 && second < 50 ? 3 : 1)),
  loudnessPerSecond: Uint8Array.from({ length: 100 }, () => 158),
  events: [
    { atSeconds: 45, kind: "raid", amount: 120 },
    { atSeconds: 46, kind: "sub", amount: null },
  ],
  spoken: [
    { atSeconds: 45.5, word: "wow" },
    { atSeconds: 45.9, word: "wow" },
  ],
  highlights: [
    {
      ...{ id: "a", startSeconds: 42, endSeconds: 60, score: 5.13, rank: 2, title: null },
      ...{ reviewState: "approved" as const, cutState: "none" as const },
    },
  ],
  clips: [],
};

test("a moment is told with its highlight, chat, loudness, events and words", () => {
  expect(describeMoment(map, 45, 2)).toEqual([
    { lane: "highlights", text: "Highlight 2, 5.1, approved" },
    { lane: "chat", text: "180 messages a minute" },
    { lane: "sound", text: "-21 dB" },
    { lane: "events", text: "raid 120, 1 more" },
    { lane: "spoken", text: "“wow”" },
  ]);
});

test("a moment without anything tells the chat, and sound only where there is some", () => {
  expect(describeMoment({ ...map, loudnessPerSecond: null }, 80, 1)).toEqual([
    { lane: "chat", text: "60 messages a minute" },
  ]);
});

test.each([
  [45, 1, 180],
  [40, 1, 120],
  [0, 1, 60],
  [99.9, 1, 60],
  [50, 50, 72],
])("chat around %d s within %d s is %d a minute", (seconds, near, rate) =>
  expect(chatPerMinute(map, seconds, near)).toBe(rate),
);
