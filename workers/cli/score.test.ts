import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeChat, writeChat } from "#lib/highlights/testing.ts";
import { describeFailure, exitCodes } from "./exit-codes.ts";
import { runScore, scoreCommand } from "./score.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-score-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const bursts = [
  { atSeconds: 300, texts: ["LUL", "haha"] },
  { atSeconds: 900, texts: ["CLIP IT", "WOW"] },
];

test("prints ranked highlights as JSON, bounded by the duration", async () => {
  const chat = writeChat(dir, makeChat(1_800, bursts));
  const all = JSON.parse(await runScore({ chat, top: 2, json: true }));
  expect(all.highlights).toHaveLength(2);
  expect(all.highlights[0].peakSeconds).toBeGreaterThan(890);
  expect(Object.keys(all.highlights[0]).sort()).toEqual([
    "contributions",
    "endSeconds",
    "isWeak",
    "peakSeconds",
    "score",
    "startSeconds",
  ]);
  const cut = JSON.parse(await runScore({ chat, top: 10, duration: 600, json: true }));
  for (const one of cut.highlights) expect(one.endSeconds).toBeLessThanOrEqual(600);
  expect(cut.signals.chat.text).toContain("after the video's end");
});

test("moves the chat against the rest", async () => {
  const chat = writeChat(dir, makeChat(1_800, bursts));
  const peak = async (chatOffset?: number) =>
    JSON.parse(await runScore({ chat, top: 1, json: true, chatOffset })).highlights[0].peakSeconds;
  expect(await peak(100)).toBe((await peak()) + 100);
});

test("prints a table, and says when nothing stands out", async () => {
  const chat = writeChat(dir, makeChat(1_800, bursts));
  expect(await runScore({ chat, top: 10 })).toMatch(/^ {2}1 {2}0:1[45]:\d\d – .*clip asked for 10 times/);
  expect(await runScore({ chat: writeChat(dir, []), top: 10 })).toContain("No moment stands out.");
});

test.each([
  [["--chat", "x", "--top", "0"]],
  [["--chat", "x", "--top", "501"]],
  [["--chat", "x", "--duration", "-1"]],
  [["--chat", "x", "--duration", "abc"]],
  [["--chat", "/no/such/file"]],
  [["--chat", os.tmpdir()]],
  [[]],
])("wrong input %j is a usage error", async (args) => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  program.addCommand(
    scoreCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} }),
  );
  const error = await program.parseAsync(["node", "vodmanager", "score", ...args]).catch((thrown: unknown) => thrown);
  expect(describeFailure(error).exitCode).toBe(exitCodes.usage);
});

test("a file that is no chat is a usage error that says what it looks like", async () => {
  const chat = path.join(dir, "page.html");
  writeFileSync(chat, "<html><body>hi</body></html>");
  const failure = describeFailure(await runScore({ chat, top: 10 }).catch((thrown: unknown) => thrown));
  expect(failure.exitCode).toBe(exitCodes.usage);
  expect(failure.message).toContain("web page");
});
