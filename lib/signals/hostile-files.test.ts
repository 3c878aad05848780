import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { signalLimits } from "./limits.ts";
import { readChat } from "./read-chat.ts";

const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-hostile-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Most objects the reading process may have; one that needs more ends with exit code 134 and fails the test. */
const heapMb = 64;
/** All of its memory; the first test prints what a reader has that reads next to nothing. */
const mostRssMb = 260;

type Outcome = { code: string; message: string; rowCount: number; maxRssMb: number; ms: number };

async function readApart(kind: "chat" | "events" | "transcript", filePath: string): Promise<Outcome> {
  const script = path.resolve("lib/signals/testing/read-file-process.ts");
  const args = [`--max-old-space-size=${heapMb}`, script, kind, filePath];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 170_000 });
  const outcome = JSON.parse(stdout) as Outcome;
  process.stderr.write(`${path.basename(filePath)}: ${outcome.code}, ${outcome.maxRssMb} MB, ${outcome.ms} ms\n`);
  expect(outcome.maxRssMb).toBeLessThan(mostRssMb);
  return outcome;
}

/** Writes `piece` to a file over and over, until it has `sizeBytes`. */
async function writeMany(
  name: string,
  begin: string,
  piece: (n: number) => string,
  sizeBytes: number,
): Promise<string> {
  const filePath = path.join(dir, name);
  const stream = createWriteStream(filePath);
  stream.write(begin);
  for (let n = 0, written = 0; written < sizeBytes; n += 1) {
    const text = piece(n);
    written += Buffer.byteLength(text);
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
  return filePath;
}

/** A gzip file of one member many times over: 10 GB of text in a moment. */
function writeBomb(name: string, member: string, times: number): string {
  const filePath = path.join(dir, name);
  const packed = gzipSync(member);
  writeFileSync(filePath, Buffer.concat(Array.from({ length: times }, () => packed)));
  return filePath;
}

const line = (n: number) =>
  `[${Math.floor(n / 3600) % 24}:${String(Math.floor(n / 60) % 60).padStart(2, "0")}:${String(n % 60).padStart(2, "0")}] <viewer${n}> hello ${n}\n`;

describe("files that are made to use up memory end with a reason, within a small heap", () => {
  test("four lines of chat, for comparison", async () => {
    const filePath = path.join(dir, "small.txt");
    writeFileSync(filePath, [1, 2, 3, 4].map(line).join(""));
    expect(await readApart("chat", filePath)).toMatchObject({ code: "read", rowCount: 4 });
  });

  test("10 GB of one line behind a chat's first", async () => {
    const filePath = path.join(dir, "endless-line.txt");
    writeFileSync(filePath, line(1).repeat(4));
    truncateSync(filePath, 10_000_000_000);
    expect(await readApart("chat", filePath)).toMatchObject({ code: "signal_unreadable" });
  });

  test("10 GB of chat in a gzip file of some MB", async () => {
    const member = Array.from({ length: 200_000 }, () => line(5))
      .join("")
      .padEnd(100_000_000, line(5));
    const outcome = await readApart("chat", writeBomb("bomb.txt.gz", member, 100));
    expect(outcome).toMatchObject({ code: "too_large" });
    expect(outcome.message).toContain("times its size");
  });

  test("JSON nested without end, at its root and within a message", async () => {
    const root = await writeMany("deep.json", "[", () => "[".repeat(65_536), 2e7);
    const inside = await writeMany("deep-inside.json", '{"comments":[{"a":', () => '{"a":'.repeat(16_384), 2e7);
    const objects = await writeMany("deep-objects.json", '{"a":', () => '{"a":'.repeat(16_384), 2e7);
    for (const filePath of [root, inside, objects]) {
      expect(await readApart("chat", filePath)).toMatchObject({ code: "signal_unreadable" });
    }
    expect(await readApart("events", root)).toMatchObject({ code: "signal_unreadable" });
    expect(await readApart("transcript", root)).toMatchObject({ code: "signal_unreadable" });
  });

  test("one JSON message of 60 MB, one text of 60 MB, one array of 60 MB in a message", async () => {
    const word = "x".repeat(65_536);
    const empties = "[],".repeat(20_000);
    const message = await writeMany(
      "wide.json",
      '{"comments":[{"content_offset_seconds":1,"message":{"body":"',
      () => word,
      6e7,
    );
    const text = await writeMany("text.json", '{"text":"', () => word, 6e7);
    const array = await writeMany("array.json", '{"comments":[{"content_offset_seconds":1,"a":[', () => empties, 6e7);
    for (const filePath of [message, text, array]) {
      expect(await readApart("chat", filePath)).toMatchObject({ code: "signal_unreadable" });
    }
  });

  test("more messages than a stream has", async () => {
    const filePath = await writeMany("many.txt", "", (n) => line(n), 40 * (signalLimits.messages + 100_000));
    const outcome = await readApart("chat", filePath);
    expect(outcome).toMatchObject({ code: "too_large" });
    expect(outcome.message).toContain("5,000,000 messages");
  });

  test("more events than a stream has, among chat and apart", async () => {
    const raid = (n: number) => `[0:00:01] <bot> ${n} raiders from somebody${n} have joined!\n`;
    const cheer = (n: number) => `${JSON.stringify({ kind: "cheer", offsetSeconds: n, amount: 1 })}\n`;
    const apart = await writeMany("events.jsonl", "", cheer, 50 * (signalLimits.events + 50_000));
    expect(await readApart("events", apart)).toMatchObject({ code: "too_large" });
    const lines = await writeMany("raids.txt", "", raid, 62 * (signalLimits.events + 50_000));
    const among = await readApart("chat", lines);
    // Whether or not these are taken for events, they are bounded.
    expect(["too_large", "read"]).toContain(among.code);
  });

  test("50 MB of lines without a time, behind one with", async () => {
    const filePath = await writeMany("words.txt", line(1).repeat(400), () => "just some words\n".repeat(4_000), 5e7);
    expect(await readApart("chat", filePath)).toMatchObject({ code: "signal_unreadable" });
  });

  test("a transcript of endless cues, and of lines that never end within one", async () => {
    const cue = (n: number) => `\n${n}\n00:00:0${n % 10},000 --> 00:00:0${n % 10},900\nword ${n}\n`;
    const many = await writeMany("many.srt", "", cue, 55 * (signalLimits.segments + 50_000));
    expect(await readApart("transcript", many)).toMatchObject({ code: "too_large" });
    const wide = await writeMany(
      "wide.srt",
      "1\n00:00:01,000 --> 00:00:02,000\n",
      () => `${"w".repeat(1_000_000)}\n`,
      6e7,
    );
    expect(await readApart("transcript", wide)).toMatchObject({ code: "read", rowCount: 1 });
  });
});

describe("files of other kinds are refused by their content, whatever their name", () => {
  const tar = Buffer.alloc(1_024);
  tar.write("chat.txt", 0);
  tar.write("ustar", 257);
  const hex = (text: string) => Buffer.concat([Buffer.from(text, "hex"), Buffer.alloc(200, 1)]);
  const kinds: [string, Buffer, RegExp][] = [
    ["zip", hex("504b0304"), /ZIP/],
    ["empty zip", hex("504b0506"), /ZIP/],
    ["split zip", hex("504b0708"), /ZIP/],
    ["7z", hex("377abcaf271c"), /7-Zip/],
    ["rar 4", hex("526172211a0700"), /RAR/],
    ["rar 5", hex("526172211a070100"), /RAR/],
    ["tar", tar, /TAR/],
    ["bzip2", hex("425a6839"), /bzip2/],
    ["xz", hex("fd377a585a00"), /XZ/],
    ["zstd", hex("28b52ffd"), /Zstandard/],
    ["gzip in gzip", gzipSync(line(1).repeat(10)), /gzip/],
    ["a program", hex("7f454c46"), /program/],
    ["a web page", Buffer.from("<!doctype html><p>x"), /HTML/],
  ];
  test.each(kinds)("%s, plain and in a gzip", async (name, content, reason) => {
    for (const [wrapped, bytes] of [
      ["plain", content],
      ["gz", gzipSync(content)],
    ] as const) {
      if (name === "gzip in gzip" && wrapped === "plain") continue;
      const filePath = path.join(dir, `${name}-${wrapped}.txt`);
      writeFileSync(filePath, bytes);
      const read = readChat(filePath).then(async ({ batches }) => {
        for await (const _ of batches);
      });
      await expect(read).rejects.toMatchObject({ code: "signal_unreadable", message: expect.stringMatching(reason) });
    }
  });
});

test("a small gzip of real chat, however repetitive, is read", async () => {
  const filePath = path.join(dir, "repetitive.txt.gz");
  writeFileSync(filePath, gzipSync("[0:00:01] <a> LUL\n".repeat(500_000)));
  const { batches, report } = await readChat(filePath);
  for await (const _ of batches);
  expect(report.parsedCount).toBe(500_000);
});
