import { expect, test } from "vitest";
import { limitThreads } from "./limit-threads.ts";

const limited = (args: string) => limitThreads(args.split(" "), 32).join(" ");

test.each([
  ["-f mov -i a -c:v libx264 out", "-f mov -threads 8 -i a -c:v libx264 -threads 8 out"],
  ["-threads 1 -i a -c copy out", "-threads 1 -i a -c copy -threads 8 out"],
  ["-i a -ss 1 -i b -threads 1 out", "-threads 8 -i a -ss 1 -threads 8 -i b -threads 1 out"],
])("%s", (args, expected) => expect(limited(args)).toBe(expected));

test("few cores need no cap", () => {
  expect(limitThreads(["-i", "a", "out"], 8)).toEqual(["-i", "a", "out"]);
});
