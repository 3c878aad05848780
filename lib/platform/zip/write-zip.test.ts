import { execFile } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { open } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { planZip } from "./records.ts";
import { writeZip, type ZipSource } from "./write-zip.ts";

const run = promisify(execFile);
const has = (program: string) =>
  run(program, ["--help"]).then(
    () => true,
    () => false,
  );
const [hasPython, hasUnzip] = await Promise.all([has("python3"), has("unzip")]);
const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-zip-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const modifiedAt = new Date("2026-02-03T04:05:06Z");

const file = (name: string, bytes: Buffer): ZipSource => ({
  ...{ name, sizeBytes: bytes.length, modifiedAt },
  open: async () => Readable.from(bytes.length === 0 ? [] : [bytes.subarray(0, 3), bytes.subarray(3)]),
});

async function save(sources: ZipSource[], name = "made.zip"): Promise<string> {
  const filePath = path.join(dir, name);
  await pipeline(Readable.from(writeZip(sources)), createWriteStream(filePath));
  return filePath;
}

/** Reads an archive with Python's zipfile, which checks every checksum: names and contents (base64). */
async function readBack(filePath: string): Promise<Record<string, Buffer>> {
  const script = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({i.filename: base64.b64encode(z.read(i)).decode() for i in z.infolist()}))`;
  const { stdout } = await run("python3", ["-c", script, filePath], { maxBuffer: 1e9 });
  return Object.fromEntries(
    Object.entries(JSON.parse(stdout) as Record<string, string>).map(([name, text]) => [
      name,
      Buffer.from(text, "base64"),
    ]),
  );
}

test.skipIf(!hasPython)("other programs read back what was written, at the very length that was planned", async () => {
  const content = fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes));
  const names = fc.uniqueArray(fc.constantFrom("a.mp4", "Ünïcode 🎮.mp4", "日本.mp4", "folder/b.mp4", "(2).mp4"));
  const archives = fc.sample(fc.tuple(names, fc.array(content, { minLength: 5, maxLength: 5 })), 12);
  for (const [chosen, contents] of archives) {
    const sources = chosen.map((name, n) => file(name, contents[n]!));
    const filePath = await save(sources);
    expect(statSync(filePath).size).toBe(planZip(sources).sizeBytes);
    expect(await readBack(filePath)).toEqual(Object.fromEntries(chosen.map((name, n) => [name, contents[n]!])));
  }
});

test.skipIf(!hasUnzip)("unzip finds nothing wrong with it, neither names nor times", async () => {
  const filePath = await save([file("Ünïcode.mp4", Buffer.from("abcdef")), file("empty.mp4", Buffer.alloc(0))]);
  const { stdout } = await run("unzip", ["-t", filePath]);
  expect(stdout).toContain("No errors detected");
  expect((await run("unzip", ["-l", filePath])).stdout).toMatch(/2026-02-03 04:05/);
});

test.skipIf(!hasPython)(
  "a note stands in the place of a file that is gone, the length stays, the others are whole",
  async () => {
    const gone = {
      ...file("gone.mp4", Buffer.alloc(700_000)),
      open: async () => ({ name: "gone.txt", text: "It went." }),
    };
    const sources = [file("a.mp4", Buffer.from("first")), gone, file("b.mp4", Buffer.from("last"))];
    const filePath = await save(sources);
    expect(statSync(filePath).size).toBe(planZip(sources).sizeBytes);
    const found = await readBack(filePath);
    expect(Object.entries(found).map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ["a.mp4", "first"],
      ["gone.txt", "It went."],
      ["b.mp4", "last"],
    ]);
  },
);

test.each([
  ["shorter", 5],
  ["longer", 7],
])("a file that is %s than was said ends the archive", async (_, sizeBytes) => {
  const sources = [{ ...file("a.mp4", Buffer.from("sixsix")), sizeBytes: sizeBytes === 5 ? 7 : 5 }];
  await expect(save(sources)).rejects.toMatchObject({ code: "internal" });
});

test("who stops reading ends the file under way, and the next is never opened", async () => {
  const endless = new Readable({ read: () => endless.push(Buffer.alloc(1_000)) && undefined });
  let opened = 0;
  const next = { ...file("b.mp4", Buffer.from("b")), open: async () => Readable.from([String(++opened)]) };
  const first = { ...file("a.mp4", Buffer.alloc(0)), sizeBytes: 1e9, open: async () => endless };
  const zip = Readable.from(writeZip([first, next]));
  for await (const _ of zip) break;
  expect([endless.destroyed, opened]).toEqual([true, 0]);
});

test.skipIf(!hasPython)("beyond 4 GB an archive has 64-bit sizes that others read", async () => {
  const small = [{ name: "a.mp4", sizeBytes: 2 ** 32 - 200, modifiedAt }];
  expect(planZip(small)).toMatchObject({ isLarge: false });
  const sources = [
    { name: "big.mp4", sizeBytes: 5 * 2 ** 30, modifiedAt },
    { name: "b.mp4", sizeBytes: 6, modifiedAt },
  ];
  const plan = planZip(sources);
  expect(plan.isLarge).toBe(true);
  // A file with a hole in the place of the 5 GB: only what is around them is written, by the same generator.
  const filePath = path.join(dir, "large.zip");
  const handle = await open(filePath, "w");
  let at = 0;
  let skipped = 0;
  const zero = Buffer.alloc(2 ** 26);
  const big = {
    ...sources[0]!,
    open: async () => Readable.from(Array.from({ length: 80 }, () => zero)),
  };
  for await (const bytes of writeZip([big, file("b.mp4", Buffer.from("second"))])) {
    if (bytes === zero) skipped += 1;
    else await handle.write(bytes, 0, bytes.length, at);
    at += bytes.length;
  }
  await handle.close();
  truncateSync(filePath, at);
  expect([at, skipped]).toEqual([plan.sizeBytes, 80]);
  const script = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps([[i.filename, i.file_size, i.date_time] for i in z.infolist()] + [z.read("b.mp4").decode()]))`;
  const { stdout } = await run("python3", ["-c", script, filePath]);
  expect(JSON.parse(stdout)).toEqual([
    ["big.mp4", 5 * 2 ** 30, [2026, 2, 3, 4, 5, 6]],
    ["b.mp4", 6, [2026, 2, 3, 4, 5, 6]],
    "second",
  ]);
});
