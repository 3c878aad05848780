import { expect, test } from "vitest";
import { safeTarget } from "./safe-target.ts";

test.each([
  ["/vods/1?t=20", "/vods/1?t=20"],
  ["/", "/"],
  [undefined, "/streams"],
  [["/a", "/b"], "/streams"],
  ["//evil.example", "/streams"],
  ["/\\evil.example", "/streams"],
  ["/a\\..\\b", "/streams"],
  ["/\t/evil.example", "/streams"],
  ["https://evil.example", "/streams"],
  ["javascript:alert(1)", "/streams"],
])("asked for %j, it leads to %s", (asked, target) => {
  expect(safeTarget(asked as string)).toBe(target);
});
