import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { type MarkedStack, mark, marked, startMarkedStack } from "./setup/marked-stack.ts";
import { makeRecording } from "./setup/recording.ts";

test.describe.configure({ mode: "serial" });

let stack: MarkedStack;
/** The session's cookie, and the signatures of presigned addresses: secrets that are made on the way. */
let cookie = "";
const made: string[] = [];
/** The bodies of all answers that say that something failed. */
const refusals: string[] = [];
const requestIds: string[] = [];

test.beforeAll(async () => {
  test.setTimeout(200_000);
  stack = await startMarkedStack();
});
test.afterAll(() => stack?.stop());

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { origin: stack.origin, ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string>) };
  const answer = await fetch(`${stack.origin}${path}`, { redirect: "manual", ...init, headers });
  if (answer.status >= 400) refusals.push(await answer.clone().text());
  requestIds.push(answer.headers.get("x-request-id") ?? "none");
  return answer;
}
const post = (path: string, body: unknown = {}) =>
  call(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
// biome-ignore lint/suspicious/noExplicitAny: answers of many routes
const read = async (path: string): Promise<any> => (await call(path)).json();

const upload = async (filePath: string): Promise<string> => {
  const name = encodeURIComponent(filePath.split("/").at(-1)!);
  return (await (await call(`/api/v1/uploads?name=${name}`, { method: "POST", body: readFileSync(filePath) })).json())
    .uploadId;
};
const until = (what: string, check: () => Promise<boolean>, timeout = 120_000) =>
  expect.poll(check, { message: what, timeout, intervals: [500] }).toBe(true);

let vodId = "";
let highlightIds: string[] = [];

test("signing in, with a wrong password and the right one", async () => {
  const { email, password } = marked.user;
  expect((await post("/api/auth/sign-in/email", { email, password: marked.wrongPassword })).status).toBe(401);
  const answer = await post("/api/auth/sign-in/email", { email, password });
  expect(answer.status).toBe(200);
  cookie = answer.headers.get("set-cookie")!.split(";")[0]!;
  made.push(decodeURIComponent(cookie.split("=")[1]!).split(".")[0]!, cookie.split("=")[1]!);
});

test("importing, processing, finding highlights and refining them by the model", async () => {
  test.setTimeout(300_000);
  const files = await makeRecording();
  const videoUploadId = await upload(files.video);
  const chatUploadId = await upload(files.chat);
  const imported = await post("/api/v1/recordings", { videoUploadId, chatUploadId, title: "Marked night" });
  ({ vodId } = await imported.json());
  const requestId = imported.headers.get("x-request-id")!;
  await until("highlights", async () => {
    const { highlights } = await read(`/api/v1/vods/${vodId}/highlights`);
    highlightIds = (highlights ?? []).map((one: { id: string }) => one.id);
    return highlightIds.length > 2;
  });
  await until("the model to be asked", async () => stack.model.answered() > 0);
  expect(JSON.stringify(stack.model.requests[0]?.headers)).toContain(marked.llm);
  // One id from the request through its job to ffmpeg, over two processes.
  const linesOf = () =>
    stack
      .output()
      .worker.split("\n")
      .filter((line) => line.includes(requestId));
  await until("the refinement to be over", async () =>
    linesOf().some((line) => /refine_highlights.*job done/.test(line)),
  );
  expect(stack.output().web).toContain(requestId);
  expect(linesOf().some((line) => /"task":"process_vod".*"msg":"ffmpeg done"/.test(line))).toBe(true);
});

test("cutting, rendering, and playing by a presigned address", async () => {
  test.setTimeout(240_000);
  await post(`/api/v1/vods/${vodId}/cuts`, { highlightIds: highlightIds.slice(0, 1) });
  await post(`/api/v1/vods/${vodId}/cuts`, { highlightIds: highlightIds.slice(1, 2), profile: "vertical-blur" });
  await until("two clips", async () => (await read(`/api/v1/clips?vodId=${vodId}`)).clips.length >= 2, 200_000);
  const media = await call(`/api/v1/vods/${vodId}/media`, { headers: { range: "bytes=0-99" } });
  expect(media.status).toBe(307);
  const signature = new URL(media.headers.get("location")!).searchParams.get("X-Amz-Signature")!;
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  made.push(signature);
});

test("an address with a signature: fetched, refused, and failing with everything repeated", async () => {
  test.setTimeout(240_000);
  const server = http.createServer((request, response) => {
    if (request.url?.startsWith("/good")) return void response.end(readFileSync(process.env.E2E_MARKED_VIDEO!));
    const status = request.url?.startsWith("/gone") ? 404 : 503;
    response.writeHead(status).end(`no: ${request.url} ${JSON.stringify(request.headers)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.E2E_MARKED_VIDEO = (await makeRecording()).video;
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const path of ["good", "gone", "away"]) {
      expect((await post("/api/v1/recordings", { videoUrl: `${base}/${path}.mp4?token=${marked.url}` })).status).toBe(
        200,
      );
    }
    await post("/api/v1/recordings", { videoUrl: `https://someone:${marked.url}@example.com/a.mp4` });
    await post("/api/v1/recordings", { videoUrl: `ftp://127.0.0.1/${marked.url}` });
    await until("the fetches to end or fail", async () => {
      const { rows } = await stack.ctx.db.execute<{ count: number }>(sql`
        select count(*)::int as count from job_progress where task = 'fetch_video' and (state in ('failed', 'done') or tries > 0 and state = 'waiting')`);
      return rows[0]!.count >= 3;
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("a store, a model, a mail server and a database that fail while they repeat the secrets", async () => {
  test.setTimeout(300_000);
  stack.model.behave(() => ({
    kind: "status",
    status: 401,
    message: `Incorrect API key provided: ${marked.llm}. Authorization: Bearer ${marked.llm}`,
  }));
  // What was answered once is kept, and asked again only where it failed and the input is another.
  await stack.ctx.db.execute(sql`update refinements set input_hash = 'another-' || input_hash`);
  await stack.ctx.db.execute(sql`update highlights set refine_state = 'failed' where id = ${highlightIds.at(-1)!}`);
  expect((await post(`/api/v1/highlights/${highlightIds.at(-1)}/refinements`)).status).toBe(200);
  await until("the model to refuse", async () => stack.model.requests.length > stack.model.answered());
  await until("mail to be refused", async () => stack.mail.refusals > 0, 130_000);

  stack.store.isFailing = true;
  await post(`/api/v1/vods/${vodId}/cuts`, { highlightIds: highlightIds.slice(2, 3), mode: "fast" });
  await call(`/api/v1/vods/${vodId}/poster`);
  await until("the store to fail", async () => stack.store.failures > 0);
  stack.store.isFailing = false;

  // Faults nobody expects: tables that are gone, connections that are cut.
  for (const table of ["auth_sessions", "streams"]) {
    await stack.ctx.db.execute(sql.raw(`alter table ${table} rename to gone_${table}`));
    expect((await call("/api/v1/streams")).status).toBe(500);
    await call("/streams");
    await stack.ctx.db.execute(sql.raw(`alter table gone_${table} rename to ${table}`));
  }
  await stack.admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
    [stack.databaseName],
  );
  await until("the web to be back", async () => (await call("/api/v1/streams")).status === 200);
});

test("links of e-mails that a mail server refuses while it repeats them: reset, invitation, confirmation", async () => {
  stack.mail.takesSignIn = true;
  const linkOf = (subject: RegExp) => stack.mail.told.find((text) => subject.test(text))?.match(/https?:\/\/\S+/)?.[0];
  const asked = [
    ["/api/auth/request-password-reset", { email: marked.user.email }, /^Subject: Choose a new password/m],
    ["/api/v1/invitations", { email: "invited@example.com", role: "viewer" }, /^Subject: Join /m],
    [
      "/api/auth/sign-up/email",
      { email: "newcomer@example.com", password: marked.newcomer, name: "Newcomer" },
      /^Subject: Confirm your e-mail/m,
    ],
  ] as const;
  for (const [path, body, subject] of asked) {
    await post(path, body);
    await until(`the e-mail of ${path}`, async () => linkOf(subject) !== undefined, 20_000);
    const token = /(?:#|token=)([\w.~-]{16,})/.exec(linkOf(subject)!)?.[1];
    expect(token, linkOf(subject)).toBeDefined();
    made.push(token!);
  }
});

/** Where secrets may stand, and why. */
const mayHold: Record<string, string> = {
  "public.auth_sessions": "the session itself",
  "public.vods": "the address of a video that is still to be fetched, erased when it is here",
};

test("no secret is in any output, table, job or answer", async () => {
  const { web, worker, up } = stack.output();
  const secrets = [mark, ...made];
  expect(made).toHaveLength(6);
  const found: string[] = [];
  const look = (where: string, text: string) => {
    for (const one of secrets) {
      const at = text.indexOf(one);
      if (at >= 0) found.push(`${where}: …${text.slice(Math.max(0, at - 200), at + 80)}…`);
    }
  };
  for (const [name, text] of Object.entries({ web, worker, up })) look(`output of ${name}`, text);
  for (const body of refusals) look("an answer", body);
  const { rows: tables } = await stack.ctx.db.execute<{ schema: string; name: string }>(sql`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`);
  expect(tables.length).toBeGreaterThan(20);
  for (const { schema, name } of tables) {
    const { rows } = await stack.ctx.db.execute<{ text: string }>(
      sql.raw(`select row_to_json(t)::text as text from "${schema}"."${name}" t`),
    );
    if (!(`${schema}.${name}` in mayHold)) look(`table ${name}`, rows.map(({ text }) => text).join("\n"));
  }
  expect(found).toEqual([]);

  // What failed was told, without them.
  expect(web).toContain("request failed");
  expect(worker).toContain("job failed");
  expect(`${web}${worker}`).toContain("[redacted]");
  expect(refusals.length).toBeGreaterThan(4);
  expect(requestIds.every((id) => id.length >= 8)).toBe(true);
  const { rows: kept } = await stack.ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from vods where source->>'kind' = 'url' and state not in ('imported', 'failed')`);
  expect(kept[0]!.count).toBe(0);
});
