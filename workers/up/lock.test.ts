import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeUpLock } from "./lock.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lockFile = () => path.join(dir, "up.lock");
const heldBy = (pid: number) =>
  writeFileSync(lockFile(), JSON.stringify({ pid, startedAs: null, address: "http://localhost:3000" }));

test("is given back, and leaves nothing else behind", () => {
  const lock = takeUpLock(dir, "http://localhost:3000");
  expect(readdirSync(dir)).toEqual(["up.lock"]);
  lock.release();
  expect(readdirSync(dir)).toEqual([]);
});

test("is refused while its holder lives, and says who that is", () => {
  heldBy(process.ppid);
  expect(() => takeUpLock(dir, "x")).toThrow(`already runs (process ${process.ppid}, http://localhost:3000)`);
  expect(readdirSync(dir)).toEqual(["up.lock"]);
});

test.each([
  ["its process is gone", () => heldBy(spawnSync("true").pid)],
  ["it is damaged", () => writeFileSync(lockFile(), "{")],
  ["our own number was an earlier process's", () => heldBy(process.pid)],
  [
    "its number belongs to a later process",
    () => writeFileSync(lockFile(), JSON.stringify({ pid: process.ppid, startedAs: "another-boot:1", address: "x" })),
  ],
])("is taken over when %s", (_, hold) => {
  hold();
  const lock = takeUpLock(dir, "x");
  expect(existsSync(lockFile())).toBe(true);
  lock.release();
  expect(readdirSync(dir)).toEqual([]);
});
