import { expect, test } from "vitest";
import { nextOf } from "./next-of.ts";

const highlights = [
  { id: "d", startSeconds: 30 },
  { id: "b", startSeconds: 10 },
  { id: "c", startSeconds: 10 },
  { id: "a", startSeconds: 20 },
];

test.each([
  ["b", "c"],
  ["c", "a"],
  ["a", "d"],
  ["d", null],
])("after %s comes %j", (id, next) => {
  const one = highlights.find((other) => other.id === id)!;
  expect(nextOf(one, highlights)?.id ?? null).toBe(next);
});
