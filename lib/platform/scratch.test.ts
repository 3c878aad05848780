import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { sweepScratch, withScratch } from "./scratch.ts";
import { createTestConfig } from "./testing.ts";

const { config, remove } = createTestConfig();
afterAll(remove);
const root = path.join(config.dataDir, "scratch");

test("a directory lives as long as its work, failed or not", async () => {
  let seen = "";
  const failing = withScratch({ config }, "cut", async (dir) => {
    seen = dir;
    expect(readdirSync(dir)).toEqual([]);
    throw new Error("broken");
  });
  await expect(failing).rejects.toThrow("broken");
  expect(existsSync(seen)).toBe(false);
  expect(readdirSync(root)).toEqual([]);
});

test("start-up removes what dead processes left and nothing of the living", async () => {
  for (const [name, owner] of [
    ["dead", "4194399 1"],
    // This process's id with another start time: an earlier process that had the same id.
    ["reused", `${process.pid} 1`],
  ] as const) {
    mkdirSync(path.join(root, name, "files"), { recursive: true });
    writeFileSync(path.join(root, name, "owner"), owner);
  }
  mkdirSync(path.join(root, "unsigned"));
  utimesSync(path.join(root, "unsigned"), 0, 0);
  await withScratch({ config }, "alive", async (dir) => {
    expect(await sweepScratch(config)).toBe(3);
    expect(existsSync(dir)).toBe(true);
  });
});
