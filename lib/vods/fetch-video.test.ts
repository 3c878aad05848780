import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readFile, utimes } from "node:fs/promises";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { accounts, plans, quotaReservations } from "#drizzle/schema/accounts.ts";
import { vods } from "#drizzle/schema/vods.ts";
import { type Ctx, withSignal } from "#lib/context.ts";
import type { AppError } from "#lib/errors.ts";
import type { AccountId } from "#lib/ids.ts";
import { fetchVideo } from "./fetch-video.ts";
import { fetchedPath, sweepFetches } from "./fetched-file.ts";
import { importUrl, mostFetches } from "./import-url.ts";
import { importVod } from "./import-vod.ts";
import { failVod, processVod } from "./process-vod.ts";
import { getVod } from "./queries.ts";
import { retryVod } from "./retry-vod.ts";
import { createTestContext, makeTestMedia } from "./testing.ts";

let test_: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let video: Buffer;
let videoPath: string;
/** The video with a tail that no player minds: long enough to break off within. */
let long: Buffer;
let accountId: AccountId;

/** What the server does next; each test sets its own. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: { url?: string; range?: string; ifRange?: string }[] = [];
const server = http.createServer((request, response) => {
  asked.push({ url: request.url, range: request.headers.range, ifRange: request.headers["if-range"] as string });
  answer(request, response);
});
let base: string;

beforeAll(async () => {
  test_ = await createTestContext({ FETCH_PRIVATE_HOSTS: "127.0.0.1" });
  ctx = test_.ctx;
  videoPath = await makeTestMedia(ctx, path.join(test_.dir, "video.mp4"), { seconds: 2 });
  video = await readFile(videoPath);
  long = Buffer.concat([video, Buffer.alloc(2_000_000)]);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await test_.close();
});
beforeEach(async () => {
  asked = [];
  accountId = crypto.randomUUID() as AccountId;
  await ctx.db.insert(accounts).values({ id: accountId, slug: accountId, name: "Test", planId: "test" });
});

/** Serves `body` as a well-behaved server does: ranges, a validator, and a length unless told otherwise. */
const serving =
  (body: Buffer, options: { etag?: string; isLengthHidden?: boolean; cutAfter?: number } = {}): typeof answer =>
  (request, response) => {
    const etag = options.etag ?? `"${createHash("sha1").update(body).digest("hex")}"`;
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const from = range && request.headers["if-range"] === etag ? Number(range[1]) : 0;
    const part = body.subarray(from);
    const length = options.isLengthHidden ? {} : { "content-length": String(part.length) };
    const where = from > 0 ? { "content-range": `bytes ${from}-${body.length - 1}/${body.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { etag, ...length, ...where });
    if (options.cutAfter === undefined) return void response.end(part);
    response.write(part.subarray(0, options.cutAfter), () => response.destroy());
  };

async function importFrom(url: string, title?: string) {
  const made = await importUrl(ctx, { accountId, url, title });
  if (!made.ok) throw new Error(made.message);
  return made;
}
const fetchOnce = (vodId: string, under = ctx) => {
  const fractions: number[] = [];
  const report = ({ fraction }: { fraction?: number }) => void (fraction !== undefined && fractions.push(fraction));
  return Object.assign(fetchVideo(under, { accountId, vodId, report }), { fractions });
};
const rowOf = async (vodId: string) => (await ctx.db.select().from(vods).where(eq(vods.id, vodId)))[0]!;
const promiseOf = async (vodId: string) => {
  const [row] = await ctx.db.select().from(quotaReservations).where(eq(quotaReservations.subjectId, vodId));
  return row && { state: row.state, bytes: row.reservedBytes };
};
const fetchedFile = (vodId: string) => path.join(ctx.config.dataDir, fetchedPath(vodId));
const jobOf = async (vodId: string, name: string) => {
  const key = `${name}:${vodId}`;
  const { rows } = await ctx.db.execute<{ task_identifier: string; payload: unknown }>(
    `select j.task_identifier, p.payload from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) where j.key = '${key}'`,
  );
  return rows[0];
};

test("an address becomes a video: fetched with progress, its bytes promised, handed on to processing without a copy", async () => {
  answer = serving(video);
  const { vodId } = await importFrom(`${base}/streams/Friday%20night.mp4?sig=marked-secret`);
  expect(await getVod(ctx, { accountId, vodId })).toMatchObject({
    state: "imported",
    title: "Friday night",
    sourceFileName: "Friday night.mp4",
  });
  // The address may hold a signature: the job is told ids alone.
  expect(JSON.stringify(await jobOf(vodId, "fetch_video"))).not.toContain("marked-secret");
  const fetching = fetchOnce(vodId);
  expect(await fetching).toEqual({ ok: true });
  expect(fetching.fractions.at(-1)).toBe(1);
  expect(asked).toHaveLength(1);
  expect(await readFile(fetchedFile(vodId))).toEqual(video);
  const row = await rowOf(vodId);
  expect(row.externalId).toMatch(/^upload-/);
  expect(row.source).toEqual({
    kind: "inbox",
    hostId: ctx.config.hostId,
    path: fetchedPath(vodId),
    sizeBytes: video.length,
  });
  expect(await promiseOf(vodId)).toEqual({ state: "reserved", bytes: video.length });
  expect((await jobOf(vodId, "process_vod"))?.task_identifier).toBe(`process_vod@${ctx.config.hostId}`);
  // A job taken again after its end changes nothing.
  expect(await fetchOnce(vodId)).toEqual({ ok: true });
  expect(asked).toHaveLength(1);
  expect(await processVod(ctx, { accountId, vodId, report: () => {} })).toEqual({ ok: true });
  expect((await getVod(ctx, { accountId, vodId })).state).toBe("ready");
  expect(existsSync(fetchedFile(vodId))).toBe(false);
});

test("a try that broke off goes on from where it was, when the server still has the same bytes", async () => {
  answer = serving(long, { cutAfter: 900_000 });
  const { vodId } = await importFrom(`${base}/a.mp4`);
  await expect(fetchOnce(vodId)).rejects.toMatchObject({ code: "fetch_failed" });
  const part = await readFile(fetchedFile(vodId));
  expect(part.length).toBeGreaterThan(500_000);
  expect(part.equals(long.subarray(0, part.length))).toBe(true);
  answer = serving(long);
  expect(await fetchOnce(vodId)).toEqual({ ok: true });
  expect(asked.map(({ range }) => range)).toEqual([undefined, `bytes=${part.length}-`]);
  expect((await readFile(fetchedFile(vodId))).equals(long)).toBe(true);
});

test("other bytes under the same address are fetched from their start", async () => {
  answer = serving(long, { cutAfter: 900_000 });
  const { vodId } = await importFrom(`${base}/a.mp4`);
  await expect(fetchOnce(vodId)).rejects.toMatchObject({ code: "fetch_failed" });
  answer = serving(video);
  expect(await fetchOnce(vodId)).toEqual({ ok: true });
  expect(asked[1]?.range).toMatch(/^bytes=[1-9]\d+-$/);
  expect((await readFile(fetchedFile(vodId))).equals(video)).toBe(true);
});

test("a server that gives another part than asked for, or none, makes the next try begin anew", async () => {
  for (const lie of [
    (response: ServerResponse) =>
      response.writeHead(206, { etag: '"x"', "content-range": "bytes 5-9/10", "content-length": "5" }).end("abcde"),
    (response: ServerResponse) => response.writeHead(416).end(),
  ]) {
    answer = serving(long, { cutAfter: 900_000 });
    const { vodId } = await importFrom(`${base}/a.mp4`);
    await expect(fetchOnce(vodId)).rejects.toMatchObject({ code: "fetch_failed" });
    asked = [];
    answer = (_, response) => lie(response);
    await expect(fetchOnce(vodId)).rejects.toMatchObject({ code: "fetch_failed" });
    expect(asked[0]?.range).toMatch(/^bytes=[1-9]\d+-$/);
    answer = serving(video);
    asked = [];
    const outcome = await fetchOnce(vodId);
    expect(asked[0]?.range).toBeUndefined();
    // The second of these is the first one's recording.
    if (!outcome.ok) expect(outcome.reason).toBe("duplicate");
    else expect(await readFile(fetchedFile(vodId))).toEqual(video);
  }
});

test("within one try a connection that brings much and breaks is followed by another", async () => {
  const large = Buffer.concat([video, Buffer.alloc(14_000_000)]);
  answer = serving(large, { cutAfter: 6_000_000 });
  const { vodId } = await importFrom(`${base}/large.mp4`);
  expect(await fetchOnce(vodId)).toEqual({ ok: true });
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect((await readFile(fetchedFile(vodId))).equals(large)).toBe(true);
});

test.each([
  ["a web page", "<!DOCTYPE html><html><body>Watch</body></html>", /web page/],
  ["a playlist", "#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n", /playlist/],
  ["a list of files", "ffconcat version 1.0\nfile /etc/passwd\n", /playlist or a list/],
  ["an archive", Buffer.from("504b030414000000", "hex"), /archive/],
  ["text", "just words", /is text/],
  ["nothing", "", /no video format/],
])("%s under the address fails the video with the reason, and is not kept", async (_, body, reason) => {
  answer = serving(Buffer.from(body));
  const { vodId } = await importFrom(`${base}/x.mp4`);
  expect(await fetchOnce(vodId)).toMatchObject({ ok: false, reason: "media_unreadable" });
  const row = await rowOf(vodId);
  expect(row).toMatchObject({ state: "failed", failureCode: "media_unreadable" });
  expect(row.failureText).toMatch(reason);
  expect(existsSync(path.dirname(fetchedFile(vodId)))).toBe(false);
  expect((await promiseOf(vodId))?.state).toBe("released");
});

test("a web page without end is recognised by its first bytes", async () => {
  let sentBytes = 0;
  answer = (_, response) => {
    response.writeHead(200);
    const more = () => {
      const page = `<html>${"x".repeat(60_000)}`;
      while (!response.destroyed && response.write(page)) sentBytes += page.length;
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  const { vodId } = await importFrom(`${base}/x.mp4`);
  expect(await fetchOnce(vodId)).toMatchObject({ ok: false, reason: "media_unreadable" });
  expect(sentBytes).toBeLessThan(20_000_000);
});

test.each([
  [404, false],
  [403, false],
  [429, true],
  [503, true],
])("an answer %i: tried again %s", async (status, isRetried) => {
  answer = (_, response) => response.writeHead(status).end("no");
  const { vodId } = await importFrom(`${base}/x.mp4`);
  const outcome = await fetchOnce(vodId).catch((error: AppError) => error);
  if (isRetried) expect(outcome).toMatchObject({ code: "fetch_failed" });
  else expect(outcome).toMatchObject({ ok: false, reason: "address_refused" });
  expect((outcome as { message: string }).message).toContain(String(status));
  expect((await rowOf(vodId)).state).toBe(isRetried ? "imported" : "failed");
});

test("more than the installation or the plan takes is refused, declared or as it comes", async () => {
  const small = { ...ctx, config: { ...ctx.config, maxUploadBytes: 30_000 } };
  for (const isLengthHidden of [false, true]) {
    answer = serving(video, { isLengthHidden });
    const { vodId } = await importFrom(`${base}/x.mp4`);
    expect(await fetchOnce(vodId, small), String(isLengthHidden)).toMatchObject({ ok: false, reason: "too_large" });
    expect((await promiseOf(vodId))?.state).toBe("released");
  }
  await ctx.db.insert(plans).values({
    id: "tiny",
    name: "Tiny",
    maxBytes: 50_000,
    maxVods: 9,
    maxClips: 9,
    retentionDays: 9,
    llmMonthlyUsd: "0",
  });
  await ctx.db.update(accounts).set({ planId: "tiny" }).where(eq(accounts.id, accountId));
  for (const isLengthHidden of [false, true]) {
    answer = serving(video, { isLengthHidden });
    const { vodId } = await importFrom(`${base}/x.mp4`);
    expect(await fetchOnce(vodId), String(isLengthHidden)).toMatchObject({ ok: false, reason: "quota_exceeded" });
    expect(existsSync(fetchedFile(vodId))).toBe(false);
  }
});

test("the same bytes as a recording that is here are refused; one that failed gives way", async () => {
  const first = await importVod(ctx, { accountId, filePath: videoPath, fileName: "video.mp4", take: "link" });
  if (!first.ok) throw new Error(first.message);
  answer = serving(video);
  const again = await importFrom(`${base}/x.mp4`);
  expect(await fetchOnce(again.vodId)).toMatchObject({ ok: false, reason: "duplicate" });
  expect((await rowOf(again.vodId)).failureText).toContain('"video"');
  await failVod(ctx, { accountId, vodId: first.vodId, code: "internal", message: "x" });
  expect(await retryVod(ctx, { accountId, vodId: again.vodId })).toEqual({ ok: true });
  expect(await fetchOnce(again.vodId)).toEqual({ ok: true });
  expect((await rowOf(first.vodId)).externalId).toBe(`replaced-${first.vodId}`);
});

test("one that was stopped keeps its part, and goes on from it when it is tried again", async () => {
  answer = (_, response) => {
    response.writeHead(200, { etag: '"v"', "content-length": String(video.length) });
    response.write(video.subarray(0, 20_000));
  };
  const { vodId } = await importFrom(`${base}/x.mp4`);
  const stop = new AbortController();
  const report = () => stop.abort();
  const fetching = fetchVideo(withSignal(ctx, stop.signal), { accountId, vodId, report });
  await expect(fetching).rejects.toMatchObject({ code: "cancelled" });
  await failVod(ctx, { accountId, vodId, code: "cancelled", message: "Stopped." });
  expect(await fetchOnce(vodId)).toMatchObject({ ok: false, reason: "cancelled" });
  answer = serving(video, { etag: '"v"' });
  expect(await retryVod(ctx, { accountId, vodId })).toEqual({ ok: true });
  asked = [];
  expect(await fetchOnce(vodId)).toEqual({ ok: true });
  expect(asked[0]?.range).toMatch(/^bytes=\d+-$/);
  expect(await readFile(fetchedFile(vodId))).toEqual(video);
});

test("addresses that may not be fetched make nothing", async () => {
  for (const url of ["https://127.0.0.2/x.mp4", "ftp://example.com/x", "https://user:pw@example.com/", "x"]) {
    await expect(importUrl(ctx, { accountId, url }), url).rejects.toMatchObject({ code: "address_refused" });
  }
  expect(await ctx.db.select().from(vods).where(eq(vods.accountId, accountId))).toEqual([]);
});

test("an address that becomes a private one after it was given is refused when it is fetched", async () => {
  answer = (_, response) => response.writeHead(302, { location: "https://169.254.169.254/latest/meta-data/" }).end();
  const { vodId } = await importFrom(`${base}/x.mp4`);
  expect(await fetchOnce(vodId)).toMatchObject({ ok: false, reason: "address_refused" });
  expect((await rowOf(vodId)).failureText).not.toContain("169.254");
});

test(`an account has at most ${mostFetches} under way, also when they are asked for at once`, async () => {
  const tries = await Promise.all(
    Array.from({ length: mostFetches + 2 }, (_, n) => importUrl(ctx, { accountId, url: `${base}/${n}.mp4` })),
  );
  expect(tries.filter((one) => one.ok)).toHaveLength(mostFetches);
  expect(tries.filter((one) => !one.ok && one.reason === "cap_reached")).toHaveLength(2);
});

test("parts nobody went on with for a day are swept; whole files that wait for processing are not", async () => {
  answer = serving(long, { cutAfter: 900_000 });
  const part = await importFrom(`${base}/part.mp4`);
  await expect(fetchOnce(part.vodId)).rejects.toMatchObject({ code: "fetch_failed" });
  answer = serving(video);
  const whole = await importFrom(`${base}/whole.mp4`);
  expect(await fetchOnce(whole.vodId)).toEqual({ ok: true });
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  for (const { vodId } of [part, whole]) await utimes(fetchedFile(vodId), yesterday, yesterday);
  await sweepFetches(ctx, { olderThanMs: 24 * 3_600_000 });
  expect(readdirSync(path.join(ctx.config.dataDir, "inbox")).includes(part.vodId)).toBe(false);
  expect(existsSync(fetchedFile(whole.vodId))).toBe(true);
});
