import { expect, test } from "vitest";
import { addChange, type ChangeSet, liveKinds, mostSubjects } from "./model.ts";

test("a set keeps each subject once, and gives them up for all when there are too many", () => {
  let set: ChangeSet = {};
  for (let i = 0; i < mostSubjects; i += 1) set = addChange(addChange(set, "vods", `v${i}`), "vods", `v${i}`);
  expect(set.vods).toHaveLength(mostSubjects);
  expect(addChange(set, "vods", "v3")).toBe(set);
  expect(addChange(set, "vods", "one more")).toEqual({ vods: null });
  expect(addChange({ vods: null }, "vods", "v1")).toEqual({ vods: null });
  expect(addChange({ vods: ["v1"] }, "vods", null)).toEqual({ vods: null });
});

test("a set of everything, and of more than it holds, stays below 11 kB", () => {
  let set: ChangeSet = {};
  for (const kind of liveKinds) {
    for (let i = 0; i < mostSubjects; i += 1) set = addChange(set, kind, `00000000-0000-4000-8000-0000000000${10 + i}`);
  }
  expect(JSON.stringify(set).length).toBeLessThan(11_000);
});
