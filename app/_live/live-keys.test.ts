import { describe, expect, test } from "vitest";
import { liveKinds } from "#lib/live/model.ts";
import { isLike, patternsOf } from "./live-keys.ts";

const asks = (changes: Parameters<typeof patternsOf>[0], key: unknown[]) =>
  patternsOf(changes).some((pattern) => isLike(pattern, key));

describe("what a change makes old", () => {
  test.each([
    [{ highlights: ["v1"] }, ["highlights", "v1"], true],
    [{ highlights: ["v1"] }, ["highlights", "v2"], false],
    [{ highlights: null }, ["highlights", "v2"], true],
    [{ highlights: ["v1"] }, ["vods", "v1", "minimap"], true],
    [{ highlights: ["v1"] }, ["vods", "v1", "sprites"], false],
    [{ highlights: ["v1"] }, ["streams"], true],
    [{ jobs: ["v1"] }, ["jobs", "list", "all"], true],
    [{ jobs: ["v1"] }, ["vods", "v1"], true],
    [{ jobs: ["v1"] }, ["vods", "v1", "minimap"], false],
    [{ jobs: ["v1"] }, ["vods", "v2"], false],
    [{ signals: ["s1"] }, ["chat", "s1", 3], true],
    [{ signals: ["s1"] }, ["chat", "s2", 3], false],
    [{ notifications: null }, ["notifications"], true],
    [{ operations: null }, ["admin", "overview"], true],
    [{ storage: null }, ["admin", "overview"], false],
    [{}, ["streams"], false],
  ] as const)("%j and %j: %s", (changes, key, isOld) => {
    expect(asks(changes as never, [...key])).toBe(isOld);
  });

  test("every kind makes something old; one this page doesn't know is passed over", () => {
    for (const kind of liveKinds) expect(patternsOf({ [kind]: null }).length).toBeGreaterThan(0);
    expect(patternsOf({ somethingNew: null } as never)).toEqual([]);
  });

  test("what several changes make old is asked for once", () => {
    const patterns = patternsOf({ jobs: ["v1", "v2"], clips: null });
    expect(patterns.filter(({ like }) => like[0] === "streams")).toHaveLength(1);
  });
});
