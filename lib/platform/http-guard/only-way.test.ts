import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Files of the server that open connections of HTTP by themselves, and to where. Addresses that users give go through the guard. */
const mayConnect: Record<string, string> = {
  "lib/platform/http-guard/request-once.ts": "the guard itself",
  "lib/platform/llm/one-request.ts": "the model's address, which the operator configures",
  "lib/accounts/sign-in/twitch.ts": "Twitch, or what the operator names in its place",
  "workers/web.ts": "serves; connects to nothing",
  "workers/up/wait-until-answers.ts": "the web that was just started",
  "workers/cli/api.ts": "the installation that the command's user names",
};
/** Files that start programs, and which. No user's text is a program or read by a shell. */
const mayStart: Record<string, string> = {
  "lib/platform/ffmpeg/run-ffmpeg.ts": "ffmpeg, held",
  "lib/platform/ffmpeg/run-ffprobe.ts": "ffprobe, held",
  "lib/platform/ffmpeg/find-binaries.ts": "-version of both",
  "lib/platform/ffmpeg/find-isolation.ts": "unshare … true",
  "lib/platform/embedded-postgres/start.ts": "the embedded Postgres",
  "lib/platform/embedded-postgres/binaries.ts": "the embedded Postgres",
  "lib/platform/embedded-postgres/run-as.ts": "the embedded Postgres",
};

const sources = ["lib", "app", "workers"]
  .flatMap((dir) => readdirSync(dir, { recursive: true, encoding: "utf8" }).map((name) => `${dir}/${name}`))
  .filter(
    (name) => /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$|\/testing(\/|\.ts$)|\/testing-|\/eval\//.test(name),
  );

/** Of `app`, what runs on the server; the rest runs in browsers and connects to its own server. */
const isOfBrowser = (name: string) =>
  name.startsWith("app/") && !/^app\/(_server|api)\/|\/(page|layout|route|error|not-found)\.tsx?$/.test(name);

const find = (pattern: RegExp, where: (name: string) => boolean) =>
  sources.filter((name) => where(name) && !isOfBrowser(name) && pattern.test(readFileSync(name, "utf8")));

test("nothing but the guard opens addresses, unless it is listed with a reason", () => {
  expect(sources.length).toBeGreaterThan(400);
  const opens = find(
    /\bfetch\(|(?<!type )\b(http|https)\b[^\n]* from "node:https?"|from "(undici|axios|got|node-fetch)/,
    () => true,
  );
  const unlisted = opens.filter((name) => !(name in mayConnect) && !onlyTypes(name));
  expect(unlisted).toEqual([]);
  expect(opens).toContain("lib/platform/http-guard/request-once.ts");
});

const onlyTypes = (name: string) => {
  const text = readFileSync(name, "utf8");
  return (
    !/\bfetch\(/.test(text) &&
    [...text.matchAll(/^import (.*) from "node:https?";/gm)].every(([, what]) => what!.startsWith("type "))
  );
};

test("programs are started by the listed files of lib, without a shell", () => {
  const starts = find(/from "node:child_process"/, (name) => name.startsWith("lib/") || name.startsWith("app/"));
  const typed = /^import type .* from "node:child_process";/m;
  const unlisted = starts.filter((name) => !(name in mayStart) && !typed.test(readFileSync(name, "utf8")));
  expect(unlisted).toEqual([]);
  expect(find(/shell:\s*true|\bexecSync\(|\bexec\(\s*`/, () => true)).toEqual([]);
});
