import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { JobProgressView } from "#lib/progress.ts";
import { createProgressPrinter, describeProgress, drawBar } from "./progress-printer.ts";

const row = (changes: Partial<JobProgressView>): JobProgressView => ({
  id: "a",
  task: "process_vod",
  subjectId: "s",
  state: "running",
  step: "remuxing",
  fraction: 0.42,
  reasonCode: null,
  reasonText: null,
  tries: 1,
  updatedAt: new Date(0),
  ...changes,
});

function capture(isTTY: boolean) {
  const written: string[] = [];
  return { written, output: { isTTY, columns: 60, write: (text: string) => written.push(text) } };
}

test.each([
  [{}, "Processing video: remuxing 42 %"],
  [{ state: "queued" as const }, "Processing video: queued"],
  [{ state: "done" as const }, "Processing video: done"],
  [{ state: "failed" as const, reasonText: "The file is empty." }, "Processing video: failed. The file is empty."],
  [{ task: "cut_clips" as const, step: null }, "Cutting clips: working 42 %"],
])("says %j as %s", (changes, text) => {
  expect(describeProgress(row(changes))).toBe(text);
});

test("a bar is full at 1, empty at 0, and never leaves its width", () => {
  expect([drawBar(0, 4), drawBar(0.5, 4), drawBar(1, 4), drawBar(7, 4), drawBar(-1, 4)]).toEqual([
    "░░░░",
    "██░░",
    "████",
    "████",
    "░░░░",
  ]);
});

test("in a pipe: a plain line a change of a tenth, none for less", () => {
  const { written, output } = capture(false);
  const printer = createProgressPrinter(output);
  for (const fraction of [0.1, 0.15, 0.19, 0.2]) printer.show([row({ fraction })]);
  printer.show([row({ state: "done" })]);
  expect(written).toEqual([
    "Processing video: remuxing 10 %\n",
    "Processing video: remuxing 20 %\n",
    "Processing video: done\n",
  ]);
});

test("on a terminal: redrawn in place, within its width", () => {
  const { written, output } = capture(true);
  const printer = createProgressPrinter(output);
  printer.show([row({})]);
  printer.show([row({ step: "a step with a very long name that does not fit in sixty columns" })]);
  expect(written[0]).not.toContain("\u001b[1A");
  expect(written[1]!.startsWith("\u001b[1A")).toBe(true);
  for (const line of written.join("").split("\n"))
    expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(59);
});
