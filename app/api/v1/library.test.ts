import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { insertVideo } from "#lib/vods/testing.ts";
import { GET as clipGroups } from "./clip-groups/route.ts";
import { GET as clip } from "./clips/[id]/route.ts";
import { GET as captions, POST as saveCaptions } from "./highlights/[id]/captions/route.ts";
import { POST as rename } from "./streams/[id]/title/route.ts";
import { GET as streamList } from "./streams/route.ts";

type Person = Awaited<ReturnType<Awaited<ReturnType<typeof startTestWeb>>["signUp"]>>;
type Route = typeof streamList;
let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Person;
let stranger: Person;
let viewer: Person;
let streamId: string;
let highlightId: string;

beforeAll(async () => {
  web = await startTestWeb();
  [owner, stranger, viewer] = [await web.signUp("owner"), await web.signUp("stranger"), await web.signUp("viewer")];
  const { accountId } = owner;
  await web.ctx.db.update(members).set({ accountId, role: "viewer" }).where(eq(members.userId, viewer.userId));
  const video = await insertVideo(web.ctx, { accountId, durationSeconds: 60 });
  streamId = video.streamId;
  const bounds = { timescale: 1_000, detectedStartTicks: 5_000, detectedEndTicks: 9_000 };
  const [row] = await web.ctx.db
    .insert(highlights)
    .values({ accountId, vodId: video.vodId, origin: "detected", ...bounds })
    .returning({ id: highlights.id });
  highlightId = row!.id;
});
afterAll(() => web.stop());

async function call(route: Route, who: Person, options: { query?: string; id?: string; body?: unknown } = {}) {
  const sent =
    options.body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(options.body), headers: { "content-type": "application/json" } };
  const request = ask(`/api/v1/x${options.query ?? ""}`, { cookie: who.cookie, ...sent });
  const response = await route(request, withParams(options.id ? { id: options.id } : {}));
  return { status: response.status, body: await response.json() };
}

test("streams are listed by what the address asks for; what can't be asked is said", async () => {
  const { body } = await call(streamList, owner, { query: "?q=tes&sort=title&state=ready" });
  expect(body).toMatchObject({ total: 1, nextCursor: null, streams: [{ streamId, shownState: "ready", jobs: [] }] });
  expect((await call(streamList, owner, { query: "?state=failed" })).body.streams).toEqual([]);
  expect((await call(streamList, stranger)).body.streams).toEqual([]);
  const wrong = await call(streamList, owner, { query: "?sort=loudest" });
  expect([wrong.status, Object.keys(wrong.body.fields)]).toEqual([400, ["sort"]]);
  expect((await call(streamList, owner, { query: "?cursor=x" })).status).toBe(400);
  expect((await call(clipGroups, owner, { query: "?profile=square" })).body).toEqual({
    groups: [],
    nextCursor: null,
    total: 0,
  });
});

test("a stream is renamed by who may change it, and its recording with it", async () => {
  const named = (who: Person, title: string) => call(rename, who, { id: streamId, body: { title } });
  expect((await named(viewer, "Mine")).status).toBe(403);
  expect((await named(stranger, "Mine")).status).toBe(404);
  expect((await named(owner, "   ")).body).toMatchObject({ fields: { title: "Write a title" } });
  expect((await named(owner, " Friday ")).body).toEqual({ ok: true, title: "Friday" });
  const [stream] = (await call(streamList, owner)).body.streams;
  expect([stream.title, stream.vods[0].title]).toEqual(["Friday", "Friday"]);
});

test("captions are written by who may change them, on the version they saw, with lines that can be shown", async () => {
  const line = { startMs: 5_000, endMs: 6_000, text: "Hello", words: null };
  const save = (who: Person, body: unknown) => call(saveCaptions, who, { id: highlightId, body });
  expect((await call(captions, stranger, { id: highlightId })).status).toBe(404);
  expect((await save(stranger, { lines: [line], version: 0 })).status).toBe(404);
  expect((await save(viewer, { lines: [line], version: 0 })).status).toBe(403);
  const over = await save(owner, { lines: [line, { ...line, startMs: 5_500 }], version: 0 });
  expect([over.status, over.body.fields["lines.1"]]).toEqual([400, "It begins before the line above ends."]);
  const long = await save(owner, { lines: [{ ...line, text: "x".repeat(300) }], version: 0 });
  expect(long.status).toBe(400);
  expect((await save(owner, { lines: [line], version: 0 })).body).toEqual({ ok: true, version: 1 });
  expect(await save(owner, { lines: [], version: 0 })).toMatchObject({ status: 409, body: { code: "conflict" } });
  const seen = await call(captions, viewer, { id: highlightId });
  expect(seen.body).toMatchObject({ version: 1, isEdited: true, lines: [line] });
});

test("a clip that isn't there, or isn't one's own, is not found", async () => {
  expect((await call(clip, owner, { id: highlightId })).body).toMatchObject({ code: "not_found" });
});
