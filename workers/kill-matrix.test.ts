import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { eq, ne, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { members } from "#drizzle/schema/accounts.ts";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { detectionRuns, highlights, refinements } from "#drizzle/schema/highlights.ts";
import { alertMessages, emails, notifications, outbox } from "#drizzle/schema/operations.ts";
import { chatMessages, signalImports } from "#drizzle/schema/signals.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { createAuth } from "#lib/accounts/auth.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { trashVods } from "#lib/clips/trash-vods.ts";
import type { Ctx } from "#lib/context.ts";
import { makeChat, writeChat } from "#lib/highlights/testing.ts";
import { parseFetchPolicy } from "#lib/platform/http-guard/policy.ts";
import { raiseAlert } from "#lib/platform/raise-alert.ts";
import { points } from "#lib/points.ts";
import { importUrl } from "#lib/vods/import-url.ts";
import { emptyTrash } from "#lib/vods/retention/empty-trash.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { sweepers } from "./sweepers.ts";
import { type FileServer, openFileServer } from "./testing/file-server.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";
import { findLeftovers, noLeftovers } from "./testing/leftovers.ts";
import { createManualHighlight } from "./testing/manual-highlight.ts";
import { type Operator, openOperator } from "./testing/operator.ts";

/** The processes of this test start some fifty times: what they compile is kept. */
let env: Record<string, string>;
let place: TestInstallation;
let operator: Operator;
let origin: FileServer;
let logFile: string;
beforeAll(async () => {
  operator = await openOperator();
  origin = await openFileServer();
  place = await createTestInstallation(operator.settings);
  logFile = path.join(place.dir, "killed-at");
  const compiled = path.join(place.dir, "compiled");
  // One job at a time: another's kill must not take a job past the point that comes next.
  const breaking = { BREAK_AT: "*", BREAK_WITH: "SIGKILL", BREAK_LOG: logFile, WORKER_CONCURRENCY: "1" };
  env = { ...operator.settings, ...breaking, NODE_COMPILE_CACHE: compiled };
});
afterAll(async () => {
  await place.close();
  await operator.close();
  await origin.close();
});

const killedAt = () => (existsSync(logFile) ? readFileSync(logFile, "utf8").trim().split("\n") : []);

/** Runs a program that breaks as a process, again and again until one gets through. */
async function runUntilThrough(name: string, settings: (round: number) => Record<string, string>): Promise<void> {
  const program = path.join(import.meta.dirname, "testing", `${name}.ts`);
  for (let round = 0, code: number | null = null; code !== 0; round += 1) {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, ...place.env, ...env, ...settings(round) },
      stdio: "inherit",
    });
    [code] = await once(child, "exit");
    if (code !== null && code !== 0) throw new Error(`${name} failed with exit code ${code}`);
  }
}

/** Starts a worker that waits, loaded, until it is sent a message. */
const standBy = () =>
  spawn(process.execPath, [path.join(import.meta.dirname, "testing/breaking-worker.ts")], {
    env: { ...process.env, ...place.env, ...env, BREAK_WAIT: "1" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

/** Runs workers one after another, each until it is killed, until there is nothing left to do. */
async function workUntilDone(): Promise<void> {
  const { ctx } = place;
  let isOver = false;
  let working = standBy();
  let next = standBy();
  const work = async () => {
    while (!isOver) {
      // How often one job may take its process down has a bound, which is not what is tested here.
      await ctx.db.execute(sql`update job_progress set tries = 0`);
      const gone = once(working, "exit");
      working.send("begin");
      await gone;
      if (isOver) break;
      working = next;
      next = standBy();
    }
  };
  const all = work();
  const open = sql`
    select (select count(*) from graphile_worker.jobs where task_identifier not like 'sweep:%')
      + (select count(*) from job_progress where state in ('queued', 'running', 'waiting')) as n`;
  const isDone = async () => (Number((await ctx.db.execute(open)).rows[0]!.n) === 0 ? true : null);
  await waitFor("all jobs to be done", isDone, 400_000);
  isOver = true;
  working.kill("SIGTERM");
  await all;
  await killProcess(next);
}

/** All sweepers, at times that leave nothing its patience. */
async function sweepAll(): Promise<void> {
  for (const hours of [0, 26, 40]) {
    const now = () => new Date(Date.now() + hours * 3_600_000);
    for (const sweeper of sweepers) await sweeper.run({ ...place.ctx, now });
  }
}

/** Everything that was to be told was told: again, where the teller died before it could note it, under the same id. */
async function expectAllTold(ctx: Ctx, { mails, posts }: Operator): Promise<void> {
  const mailRows = await ctx.db.select().from(emails);
  const messageRows = await ctx.db.select().from(alertMessages);
  expect(mailRows.length).toBeGreaterThan(1);
  expect([...mailRows, ...messageRows].filter((row) => row.state !== "sent")).toEqual([]);
  expect(messageRows.map((row) => row.channel).sort()).toEqual(["email", "webhook"]);
  const mailIds = mails.map((mail) => mail.headers["message-id"]!);
  const ofRows = mailRows.map((row) => `<${row.id}@localhost>`);
  const expected = [...ofRows, `<alert-${messageRows[0]!.alertId}-open@localhost>`];
  expect(new Set(mailIds).isSupersetOf(new Set(expected))).toBe(true);
  expect(new Set(posts)).toEqual(new Set([`${messageRows[0]!.alertId}:open`]));
  // One died after it told, of each kind of message.
  expect(mailIds.length + posts.length - new Set([...mailIds, ...posts]).size).toBeLessThanOrEqual(3);

  // Whoever waits for a link has one that works, once.
  const auth = createAuth(ctx);
  const lastLink = (subject: string) => mails.findLast((mail) => mail.headers.subject?.includes(subject))?.text ?? "";
  const token = /#([\w-]+)/.exec(lastLink("new password"))![1]!;
  const reset = () => auth.api.resetPassword({ body: { token, newPassword: "after-the-reset" } });
  expect(await reset()).toEqual({ status: true });
  await expect(reset()).rejects.toThrow();
  const confirm = /token=([\w.-]+)/.exec(lastLink("Confirm"))![1]!;
  expect(await auth.api.verifyEmail({ query: { token: confirm } })).toMatchObject({ status: true });
}

test("a worker killed at every point, from import to deletion, leaves what one that is never killed leaves", async () => {
  const { ctx, accountId, dir } = place;
  const began = performance.now();
  const videoPath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 30, rate: "10" });
  const chatPath = writeChat(dir, makeChat(30, [{ atSeconds: 20, texts: ["LUL", "what a shot"], count: 60 }]));
  const owner = await createUser(ctx, { email: "owner@example.com", password: "before-the-reset", name: "Owner" });
  await ctx.db.insert(members).values({ accountId, userId: owner, role: "owner" });
  const files = { IMPORT_ACCOUNT: accountId, IMPORT_VIDEO: videoPath, IMPORT_CHAT: chatPath };
  await runUntilThrough("breaking-import", () => files);
  await workUntilDone();

  const [vod] = await ctx.db.select().from(vods);
  expect(await ctx.db.select().from(vods)).toHaveLength(1);
  expect(vod).toMatchObject({ state: "ready" });
  expect(await ctx.db.select().from(media)).toHaveLength(1);
  const [chat] = await ctx.db.select().from(signalImports);
  expect(await ctx.db.select().from(signalImports)).toMatchObject([{ state: "done" }]);
  expect(await ctx.db.$count(chatMessages)).toBe(chat!.parsedCount);
  expect(await ctx.db.select().from(detectionRuns)).toMatchObject([{ state: "done" }]);
  const found = await ctx.db.select().from(highlights);
  expect(found.map((one) => one.rank)).toEqual([1]);
  expect(found[0]!.refineState).toBe("done");
  expect(await ctx.db.select().from(refinements).where(ne(refinements.state, "done"))).toEqual([]);

  // Another recording, from an address.
  origin.serve(await readFile(await makeTestMedia(ctx, path.join(dir, "short.mp4"), { seconds: 3, rate: "10" })));
  const fetchPolicy = parseFetchPolicy({ privateHosts: "127.0.0.1" });
  const fetching = { ...ctx, config: { ...ctx.config, fetchPolicy } };
  expect(await importUrl(fetching, { accountId, url: origin.url })).toMatchObject({ ok: true });
  await workUntilDone();
  expect((await ctx.db.select().from(vods)).map((one) => one.state)).toEqual(["ready", "ready"]);

  // Short, so that making it again and again takes no time.
  const short = await createManualHighlight(ctx, { accountId, vodId: vod!.id, startSeconds: 18, endSeconds: 20 });
  const cut = { accountId, vodId: vod!.id, highlightIds: [short], actorUserId: null };
  await requestCuts(ctx, { ...cut, mode: "exact" });
  await workUntilDone();
  await requestCuts(ctx, { ...cut, profile: "vertical-blur" });
  await workUntilDone();
  // Cut anew: the file before is deleted.
  await requestCuts(ctx, { ...cut, mode: "fast" });
  await workUntilDone();
  expect(await ctx.db.select().from(clips)).toHaveLength(2);
  expect((await ctx.db.select().from(clipAttempts)).map((one) => one.state)).toEqual(["ready", "ready", "ready"]);
  const clipObjects = await ctx.db.select().from(storedObjects).where(eq(storedObjects.role, "clip"));
  expect(clipObjects).toHaveLength(2);
  // Uploads that nothing waits for are of the first import, which died before it had a row.
  const before = await findLeftovers(ctx);
  expect(before.orphans.length + before.missing.length + before.promises).toBe(0);
  await sweepAll();
  expect(await findLeftovers(ctx)).toEqual(noLeftovers);

  // E-mails and alerts; each time as much later as it takes for the one before to be taken for dead.
  await raiseAlert(ctx, { cause: "matrix", severity: "warning", text: "Something is wrong." });
  await runUntilThrough("breaking-mails", (round) => ({
    MAIL_TO: "owner@example.com",
    LATER_MINUTES: `${3 + round * 12}`,
  }));
  await expectAllTold(ctx, operator);

  const everything = await ctx.db.select({ id: vods.id }).from(vods);
  await trashVods(ctx, { accountId, vodIds: everything.map((one) => one.id) });
  await emptyTrash(ctx, { accountId });
  await workUntilDone();
  await sweepAll();
  expect(await findLeftovers(ctx)).toEqual(noLeftovers);
  expect(await Array.fromAsync(ctx.store.list(""))).toEqual([]);
  expect(await ctx.db.select().from(vods)).toEqual([]);
  const told = await ctx.db.select({ event: notifications.event }).from(notifications).orderBy(notifications.event);
  const clipsReady = ["clip.ready", "clip.ready", "clip.ready"];
  expect(told.map((one) => one.event)).toEqual([...clipsReady, "stream.archived", "stream.archived"]);
  expect(await ctx.db.select().from(outbox)).toHaveLength(5);

  expect([...killedAt()].sort()).toEqual(Object.keys(points).sort());
  const seconds = (performance.now() - began) / 1000;
  process.stderr.write(`killed at ${killedAt().length} points in ${seconds.toFixed(0)} s\n`);
}, 1_800_000);
