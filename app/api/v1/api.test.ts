import { randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { streams, vods } from "#drizzle/schema/vods.ts";
import { GET as healthz } from "../healthz/route.ts";
import { GET as clipFile } from "./clips/[id]/file/route.ts";
import { POST as retryClip } from "./clips/[id]/retry/route.ts";
import { GET as jobs } from "./jobs/route.ts";
import { POST as recordings } from "./recordings/route.ts";
import { GET as chat } from "./streams/[id]/chat/route.ts";
import { POST as detections } from "./streams/[id]/detections/route.ts";
import { GET as stream } from "./streams/[id]/route.ts";
import { GET as streamList } from "./streams/route.ts";
import { POST as uploads } from "./uploads/route.ts";
import { POST as cutPlans } from "./vods/[id]/cut-plans/route.ts";
import { POST as cancelCuts } from "./vods/[id]/cuts/cancel/route.ts";
import { POST as cuts } from "./vods/[id]/cuts/route.ts";
import { GET as frames } from "./vods/[id]/frames/route.ts";
import { GET as highlights } from "./vods/[id]/highlights/route.ts";
import { GET as media } from "./vods/[id]/media/route.ts";
import { GET as minimap } from "./vods/[id]/minimap/route.ts";
import { GET as playlist } from "./vods/[id]/playlist.m3u8/route.ts";
import { POST as retryVod } from "./vods/[id]/retry/route.ts";
import { GET as vodPage } from "./vods/[id]/route.ts";
import { GET as sceneChanges } from "./vods/[id]/scene-changes/route.ts";
import { GET as sprites } from "./vods/[id]/sprites/[n]/route.ts";
import { GET as spriteMap } from "./vods/[id]/sprites.vtt/route.ts";

type Route = typeof streamList;
let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let stranger: Awaited<ReturnType<typeof web.signUp>>;
let streamId: string;
let vodId: string;

beforeAll(async () => {
  web = await startTestWeb({ MAX_UPLOAD_BYTES: "1000" });
  owner = await web.signUp("owner");
  stranger = await web.signUp("stranger");
  const made = await web.ctx.db.insert(streams).values({ accountId: owner.accountId, title: "Mine" }).returning();
  streamId = made[0]!.id;
  const video = { accountId: owner.accountId, streamId, kind: "upload" as const, externalId: "u-1", title: "Mine" };
  vodId = (await web.ctx.db.insert(vods).values(video).returning())[0]!.id;
});
afterAll(() => web.stop());

const json = { "content-type": "application/json" };
const post = (cookie: string | undefined, body: unknown, headers = {}) =>
  ask("/api/v1/x", { cookie, method: "POST", body: JSON.stringify(body), headers: { ...json, ...headers } });

test("the health check answers without a session", async () => {
  const response = await healthz();
  expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
});

test.each<[string, Route]>([
  ["streams", streamList],
  ["media", media],
  ["clip file", clipFile],
  ["jobs", jobs],
])("%s without a session: 401 as problem+json", async (_name, route) => {
  const response = await route(ask("/api/v1/x"), withParams({ id: vodId }));
  expect(response.status).toBe(401);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({ code: "unauthenticated", status: 401, retry: false });
});

const oneStream: [string, Route, string][] = [
  ["stream page", stream, "GET"],
  ["chat", chat, "GET"],
  ["detections", detections, "POST"],
];
const oneVod: [string, Route, string][] = [
  ["video page", vodPage, "GET"],
  ["media", media, "GET"],
  ["media", media, "HEAD"],
  ["playlist", playlist, "GET"],
  ["frames", frames, "GET"],
  ["highlights", highlights, "GET"],
  ["minimap", minimap, "GET"],
  ["sprite map", spriteMap, "GET"],
  ["sprites", sprites, "GET"],
  ["scene changes", sceneChanges, "GET"],
  ["retry", retryVod, "POST"],
  ["cuts", cuts, "POST"],
  ["cut plans", cutPlans, "POST"],
  ["cancelled cuts", cancelCuts, "POST"],
  ["clip file", clipFile, "GET"],
  ["clip retry", retryClip, "POST"],
];
const bodyOf = (method: string) =>
  method === "POST" ? { body: JSON.stringify({ highlightIds: "all" }), headers: json } : {};

test.each([...oneStream, ...oneVod])("%s of another account: nothing of it is told", async (_name, route, method) => {
  const id = oneStream.some((one) => one[1] === route) ? streamId : vodId;
  const request = () => ask("/api/v1/x?at=1", { cookie: stranger.cookie, method, ...bodyOf(method) });
  const theirs = await route(request(), withParams({ id, n: "0" }));
  const absent = await route(request(), withParams({ id: randomUUID(), n: "0" }));
  expect(theirs.status).toBe(404);
  expect(await theirs.text()).toBe(await absent.text());
});

test("ids that are none are not found", async () => {
  const response = await stream(ask("/x", { cookie: owner.cookie }), withParams({ id: "1; drop table" }));
  expect(response.status).toBe(404);
});

test("a change from another site is refused, whoever is signed in", async () => {
  const response = await cuts(
    post(owner.cookie, { highlightIds: "all" }, { origin: "https://evil.example" }),
    withParams({ id: vodId }),
  );
  expect(response.status).toBe(403);
});

test("a viewer may look, and may not change", async () => {
  const viewer = await web.signUp("viewer");
  await web.ctx.db.update(members).set({ role: "viewer" }).where(eq(members.userId, viewer.userId));
  expect((await streamList(ask("/x", { cookie: viewer.cookie }), withParams())).status).toBe(200);
  const refused = await uploads(ask("/x?name=a", { cookie: viewer.cookie, method: "POST", body: "x" }), withParams());
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: "forbidden" }]);
});

test("values that can't be used are named", async () => {
  const response = await recordings(
    post(owner.cookie, { videoUploadId: "nope", title: "x".repeat(301) }),
    withParams(),
  );
  expect(response.status).toBe(400);
  expect(Object.keys((await response.json()).fields)).toEqual(["title", "videoUploadId"]);
  const broken = ask("/x", { cookie: owner.cookie, method: "POST", body: "{", headers: json });
  expect((await recordings(broken, withParams())).status).toBe(400);
  const huge = ask("/x", { cookie: owner.cookie, method: "POST", body: "x".repeat(1_100_000), headers: json });
  expect((await recordings(huge, withParams())).status).toBe(413);
});

test("uploads: kept for the account that sent them, refused above the limit with nothing left", async () => {
  const send = (cookie: string, body: string) =>
    uploads(ask("/x?name=chat.txt", { cookie, method: "POST", body }), withParams());
  const inbox = path.join(web.dataDir, "inbox", "uploads");
  const large = await send(owner.cookie, "x".repeat(1_001));
  expect([large.status, await large.json()]).toMatchObject([413, { code: "too_large" }]);
  expect(existsSync(inbox) ? readdirSync(inbox) : []).toEqual([]);

  const kept = await send(owner.cookie, "not a video");
  expect(kept.status).toBe(200);
  const { uploadId, sizeBytes } = await kept.json();
  expect(sizeBytes).toBe(11);
  const theft = await recordings(post(stranger.cookie, { videoUploadId: uploadId }), withParams());
  expect([theft.status, await theft.json()]).toMatchObject([404, { code: "not_found" }]);
});
