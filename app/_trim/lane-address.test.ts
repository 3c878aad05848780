import { expect, test } from "vitest";
import { formatLane, parseLane } from "./lane-address.ts";

const id = "1f0c93ab-7a71-4a52-9d1c-5f9b9a8d2c10";

test("a lane's place comes back from the address it was written to, for its own highlight only", () => {
  const text = formatLane(id, { startSeconds: 61.254, endSeconds: 80.5 });
  expect(text).toBe("1f0c93ab_61.25-80.5");
  expect(parseLane(text, id)).toEqual({ startSeconds: 61.25, endSeconds: 80.5 });
  expect(parseLane(text, `2${id.slice(1)}`)).toBeNull();
});

test.each([null, "", "1f0c93ab", "1f0c93ab_", "1f0c93ab_9-5", "61-80"])("%j names no place", (text) =>
  expect(parseLane(text, id)).toBeNull(),
);
