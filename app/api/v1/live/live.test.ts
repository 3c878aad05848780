import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { getLive, stopLive } from "#app/_server/live.ts";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { authSessions } from "#drizzle/schema/auth.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { GET } from "./route.ts";

type Person = Awaited<ReturnType<Awaited<ReturnType<typeof startTestWeb>>["signUp"]>>;
let web: Awaited<ReturnType<typeof startTestWeb>>;
let ann: Person;
let ben: Person;
let admin: Person;
const open: AbortController[] = [];

beforeAll(async () => {
  web = await startTestWeb();
  [ann, ben, admin] = [await web.signUp("ann"), await web.signUp("ben"), await web.signUp("admin")];
  await web.ctx.db.execute(sql`update auth_users set is_admin = true where id = ${admin.userId}`);
});
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});
afterAll(async () => {
  await stopLive();
  await web.stop();
});

type Event = { id: string; event: string; data: unknown };

/** Opens a stream as a browser does and gathers its events. */
async function listen(person: { cookie: string }, options: { after?: string; reads?: boolean } = {}) {
  const controller = new AbortController();
  open.push(controller);
  const path = `/api/v1/live${options.after ? `?after=${options.after}` : ""}`;
  const request = new Request(ask(path, person), { signal: controller.signal });
  const response = await GET(request, withParams());
  const events: Event[] = [];
  let isOver = false;
  const read = async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
        if (fields.event) events.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
      }
    }
    isOver = true;
  };
  if (response.ok && options.reads !== false) void read();
  const changes = () => events.filter(({ event }) => event === "changes").map(({ data }) => data);
  return { response, events, changes, isOver: () => isOver, close: () => controller.abort() };
}

let count = 0;
const subject = () => `00000000-0000-4000-8000-${String(count++).padStart(12, "0")}`;
async function changeJob(accountId: string): Promise<string> {
  const subjectId = subject();
  await web.ctx.db.insert(jobProgress).values({ accountId, task: "process_vod", subjectId, state: "queued" });
  return subjectId;
}
const ready = (stream: Awaited<ReturnType<typeof listen>>) =>
  expect.poll(() => stream.events.some(({ event }) => event === "beat"), { interval: 5 }).toBe(true);

/** The hub has just begun to listen in the first test, so a page may have missed something: it says so. */
test("a stream is refused to who isn't signed in, isn't compressed, and begins with what a loading page may have missed", async () => {
  expect((await GET(ask("/api/v1/live"), withParams())).status).toBe(401);
  const stream = await listen(ann);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(stream.response.headers.get("cache-control")).toBe("no-store, no-transform");
  await expect.poll(() => stream.events.map(({ event }) => event)).toEqual(["resync", "beat"]);
});

test("changes reach who they are of, within a second; nobody else, and an operator without saying what", async () => {
  const [ofAnn, ofBen, ofAdmin] = [await listen(ann), await listen(ben), await listen(admin)];
  await Promise.all([ready(ofAnn), ready(ofBen), ready(ofAdmin)]);
  const atMs = performance.now();
  const subjectId = await changeJob(ann.accountId);
  await expect.poll(() => ofAnn.changes(), { interval: 5 }).toContainEqual({ jobs: [subjectId] });
  expect(performance.now() - atMs).toBeLessThan(1_000);
  await expect.poll(() => ofAdmin.changes()).toContainEqual({ operations: null });
  const ofBens = await changeJob(ben.accountId);
  await expect.poll(() => ofBen.changes(), { interval: 5 }).toContainEqual({ jobs: [ofBens] });
  expect(JSON.stringify([ofBen.events, ofAdmin.events])).not.toContain(subjectId);
  expect(JSON.stringify(ofAnn.events)).not.toContain(ofBens);
});

test("a busy job is told of at most four times a second, and nothing is left out", async () => {
  const stream = await listen(ann);
  await ready(stream);
  const subjectId = await changeJob(ann.accountId);
  await expect.poll(() => stream.changes().length, { interval: 5 }).toBeGreaterThan(0);
  const before = stream.events.length;
  const atMs = performance.now();
  let written = 0;
  while (performance.now() - atMs < 1_500) {
    await web.ctx.db.execute(sql`update job_progress set fraction = 0.5 where subject_id = ${subjectId}`);
    written += 1;
  }
  const last = await changeJob(ann.accountId);
  await expect.poll(() => JSON.stringify(stream.events.slice(before)), { interval: 5 }).toContain(last);
  const seconds = (performance.now() - atMs) / 1_000;
  const told = stream.events.slice(before).filter(({ event }) => event === "changes").length;
  expect(written).toBeGreaterThan(20);
  expect(told).toBeLessThanOrEqual(Math.ceil(seconds * 4) + 1);
});

test("who comes back is told what they missed, or, where that isn't known, that they missed something", async () => {
  const first = await listen(ann);
  await ready(first);
  await changeJob(ann.accountId);
  await expect.poll(() => first.changes().length).toBeGreaterThan(0);
  const after = first.events.at(-1)!.id;
  first.close();
  const missed = await changeJob(ann.accountId);
  await changeJob(ben.accountId);
  await expect.poll(() => getLive().hub.position()).not.toBe(after);
  const again = await listen(ann, { after });
  await expect.poll(() => again.changes()).toEqual([{ jobs: [missed] }]);
  const stranger = await listen(ann, { after: "0123456789ab-3" });
  await expect.poll(() => stranger.events.map(({ event }) => event)).toContain("resync");
});

test("when Postgres drops the listening connection, everybody is told to begin anew, and changes arrive again", async () => {
  const stream = await listen(ann);
  await ready(stream);
  const before = stream.events.length;
  const { rowCount } = await web.ctx.db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'vodmanager-live' and datname = current_database()`);
  expect(rowCount).toBe(1);
  await expect.poll(() => stream.events.slice(before).map(({ event }) => event)).toContain("resync");
  const subjectId = await changeJob(ann.accountId);
  await expect.poll(() => JSON.stringify(stream.changes())).toContain(subjectId);
});

test("a reader that takes nothing costs a few messages; what it missed is gathered, and given when it reads", async () => {
  const stream = await listen(ann, { reads: false });
  const subjects: string[] = [];
  for (let n = 0; n < 40; n += 1) subjects.push(await changeJob(ann.accountId));
  const reader = stream.response.body!.getReader();
  let text = "";
  const readOn = async () => {
    while (!text.includes(subjects.at(-1)!) && !text.includes('"jobs":null')) {
      text += new TextDecoder().decode((await reader.read()).value);
    }
  };
  await readOn();
  expect(text.match(/event: changes/g)!.length).toBeLessThanOrEqual(12);
  await reader.cancel();
  await expect.poll(() => getLive().streams.count()).toBe(0);
});

test("a session that is ended ends its stream, and those of others go on", async () => {
  const carl = await web.signUp("carl");
  const [ofCarl, ofAnn] = [await listen(carl), await listen(ann)];
  await Promise.all([ready(ofCarl), ready(ofAnn)]);
  await web.ctx.db.delete(authSessions).where(sql`user_id = ${carl.userId}`);
  await expect.poll(() => ofCarl.isOver()).toBe(true);
  expect(ofCarl.events.at(-1)!.event).toBe("end");
  expect(ofAnn.isOver()).toBe(false);
});

test("who is no member any more hears no more", async () => {
  const dora = await web.signUp("dora");
  const stream = await listen(dora);
  await ready(stream);
  await web.ctx.db.execute(sql`delete from members where user_id = ${dora.userId}`);
  await expect.poll(() => stream.isOver()).toBe(true);
});

test("a user has at most 24 streams; closing one makes room", async () => {
  const streams = [];
  for (let n = 0; n < 24; n += 1) streams.push(await listen(ben));
  const refused = await listen(ben);
  expect(refused.response.status).toBe(409);
  expect((await refused.response.json()).code).toBe("cap_reached");
  expect((await listen(ann)).response.status).toBe(200);
  streams[0]!.close();
  expect((await listen(ben)).response.status).toBe(200);
});
