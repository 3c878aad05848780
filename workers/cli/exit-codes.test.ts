import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { CommandFailed, describeFailure } from "./exit-codes.ts";

test.each([
  [new AppError("invalid_input", "Say --all."), { exitCode: 2, message: "Say --all." }],
  [new AppError("not_found", "No such VOD."), { exitCode: 2, message: "No such VOD." }],
  [new AppError("quota_exceeded", "Full."), { exitCode: 1, message: "Full." }],
  [new AppError("missing_dependency", "No ffmpeg."), { exitCode: 3, message: "No ffmpeg." }],
  [new CommandFailed(), { exitCode: 1, message: null }],
  [new CommanderError(1, "commander.unknownOption", "unknown"), { exitCode: 2, message: null }],
  [new CommanderError(0, "commander.helpDisplayed", "help"), { exitCode: 0, message: null }],
])("%s ends the command so", (error, expected) => {
  expect(describeFailure(error)).toEqual(expected);
});

test("a database that does not answer names the next step", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" });
  const { exitCode, message } = describeFailure(new Error("query failed", { cause: refused }));
  expect(exitCode).toBe(3);
  expect(message).toContain("npm run up");
});
