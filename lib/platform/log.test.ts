import { AsyncResource } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import { DrizzleQueryError } from "drizzle-orm";
import { expect, test } from "vitest";
import { createLog } from "./log.ts";
import { requestIdFor, runTraced } from "./trace.ts";

/** A log and the lines it wrote, parsed. */
function openLog(secrets: string[] = []) {
  let text = "";
  const write = (line: string) => {
    text += line;
  };
  const log = createLog({ level: "trace", name: "test", secrets, to: { write } });
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
  };
}

test("texts in fields named like secrets are replaced at any depth; counts stay", () => {
  const { log, text, lines } = openLog();
  log.info(
    {
      password: "marked-1",
      a: { b: { c: { apiKey: "marked-2", inputTokens: 12 } } },
      headers: new Headers({ cookie: "marked-3", authorization: "marked-4", range: "bytes=0-" }),
      list: [{ sessionToken: "marked-5" }, { "set-cookie": ["marked-6", "marked-7"] }],
      map: new Map([["databaseUrl", "marked-8"]]),
      secret: { kind: "marked-9", count: 3 },
      tokens: { input: 4 },
      // Links of e-mails, wherever they lead.
      mail: { to: "a@example.com", link: "marked-10", invitationLink: new URL("https://vods.example/i/marked-11") },
      keyframe: 7,
    },
    "done",
  );
  expect(text()).not.toContain("marked");
  expect(lines()[0]).toMatchObject({
    msg: "done",
    a: { b: { c: { inputTokens: 12 } } },
    headers: { range: "bytes=0-" },
    secret: { count: 3 },
    tokens: { input: 4 },
    mail: { to: "a@example.com" },
    keyframe: 7,
  });
});

test("texts that look like secrets are replaced in messages, fields, errors, their causes and children's fields", () => {
  const { log, text, lines } = openLog();
  const cause = new Error("GET https://s3/x?X-Amz-Credential=marked-1&X-Amz-Signature=marked-2 failed");
  const error = Object.assign(new Error("postgresql://u:marked-3@db/x is away", { cause }), {
    code: "ECONNREFUSED",
    request: { url: "smtp://u:marked-4@mail:587", headers: { "x-api-key": "marked-5" } },
  });
  log.error({ err: error }, "Authorization: Bearer marked-6");
  log.warn(error);
  log.child({ url: "https://u:marked-7@x/" }).info("see https://vods.example/reset-password#marked-8-and-longer now");
  log.info("%s and %j", "token=marked-9", { password: "marked-10" });
  expect(text()).not.toContain("marked");
  expect(lines()[0].err).toMatchObject({ type: "Error", code: "ECONNREFUSED", cause: { type: "Error" } });
  expect(lines()[0].err.stack).toContain("log.test.ts");
  expect(lines()[1].msg).toContain("is away");
});

test("this installation's own secrets are replaced wherever they stand", () => {
  const { log, text } = openLog(["plain-word-1", 'with"quote']);
  log.info({ note: "the server said plain-word-1!", deep: [["x plain-word-1"]] }, 'with"quote plain-word-1');
  expect(text()).not.toContain("plain-word-1");
  expect(text()).not.toContain("quote");
});

test("a failed query tells its text, not its parameters", () => {
  const { log, text } = openLog();
  const cause = Object.assign(new Error("duplicate key"), { detail: "Key (token)=(marked-1) already exists." });
  log.error(
    { err: new DrizzleQueryError("insert into sessions values ($1, $2)", ["marked-2", "marked-3"], cause) },
    "failed",
  );
  expect(text()).not.toContain("marked");
  expect(text()).toContain("insert into sessions");
});

test("lines carry the id of their request, through waits, timers and other work in between", async () => {
  const { log, lines } = openLog();
  const one = async (id: string) =>
    runTraced(id, async () => {
      await turn();
      log.info("a");
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.child({ task: "x" }).info("b");
    });
  await Promise.all([one("request-1"), one("request-2")]);
  log.info("outside");
  runTraced(undefined, () => log.info("nobody's"));
  const ids = (message: string) =>
    lines()
      .filter(({ msg }) => msg === message)
      .map(({ requestId }) => requestId);
  expect(ids("a").sort()).toEqual(["request-1", "request-2"]);
  expect(ids("b").sort()).toEqual(["request-1", "request-2"]);
  expect([...ids("outside"), ...ids("nobody's")]).toEqual([undefined, undefined]);
  new AsyncResource("other").runInAsyncScope(() => log.info("apart"));
  expect(ids("apart")).toEqual([undefined]);
});

test("an id is taken from the caller only when it is one", () => {
  expect(requestIdFor("proxy-id.123_X")).toBe("proxy-id.123_X");
  for (const given of [
    undefined,
    "",
    "short",
    "with space-and-more",
    "a".repeat(65),
    'x"\r\nset-cookie: a',
    ["abcdefgh"],
  ]) {
    expect(requestIdFor(given)).toMatch(/^[0-9a-f-]{36}$/);
  }
});
