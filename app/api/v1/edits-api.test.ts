import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { members } from "#drizzle/schema/accounts.ts";
import { insertSuggestions } from "#lib/highlights/edit/testing.ts";
import { GET as captions, POST as saveCaptions } from "./highlights/[id]/captions/route.ts";
import { POST as duplicate } from "./highlights/[id]/duplicate/route.ts";
import { POST as merge } from "./highlights/[id]/merge/route.ts";
import { POST as split } from "./highlights/[id]/split/route.ts";
import { POST as retitle } from "./highlights/[id]/title/route.ts";
import { POST as trim } from "./highlights/[id]/trim/route.ts";
import { POST as redo } from "./vods/[id]/edits/redo/route.ts";
import { GET as history } from "./vods/[id]/edits/route.ts";
import { POST as undo } from "./vods/[id]/edits/undo/route.ts";
import { POST as create, GET as list } from "./vods/[id]/highlights/route.ts";
import { GET as lane } from "./vods/[id]/lane/route.ts";
import { POST as review } from "./vods/[id]/reviews/route.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
type Person = Awaited<ReturnType<typeof web.signUp>>;
let people: Record<"owner" | "editor" | "viewer" | "stranger", Person>;
let vod: { params: Promise<Record<string, string>> };
let ids: string[];

beforeAll(async () => {
  web = await startTestWeb();
  const [owner, editor, viewer, stranger] = [
    await web.signUp("owner"),
    await web.signUp("editor"),
    await web.signUp("viewer"),
    await web.signUp("stranger"),
  ];
  const { accountId } = owner;
  for (const [person, role] of [
    [editor, "editor"],
    [viewer, "viewer"],
  ] as const) {
    await web.ctx.db.update(members).set({ accountId, role }).where(eq(members.userId, person.userId));
  }
  people = { owner, editor, viewer, stranger };
  const made = await insertSuggestions(web.ctx, { accountId, count: 8 });
  ids = made.ids;
  vod = withParams({ id: made.vodId });
});
afterAll(() => web.stop());

type Route = (request: Request, at: typeof vod) => Promise<Response>;
async function post(who: Person, run: Route, at: typeof vod, body: object = {}) {
  const headers = { "content-type": "application/json" };
  const request = ask("/x", { cookie: who.cookie, method: "POST", body: JSON.stringify(body), headers });
  const response = await run(request, at);
  return { status: response.status, body: await response.json() };
}
const get = async (who: Person, run: Route, query = "") =>
  (await run(ask(`/x${query}`, { cookie: who.cookie }), vod)).json();
const of = (n: number) => withParams({ id: ids[n]! });

test("eight rejected at once are one step back, and one on again", async () => {
  const { owner } = people;
  const rejected = await post(owner, review, vod, { highlightIds: ids, decision: "reject" });
  expect(rejected).toMatchObject({ status: 200, body: { changedIds: expect.arrayContaining(ids) } });
  expect(await get(owner, history)).toMatchObject({
    canUndo: true,
    canRedo: false,
    undoLabel: "rejection of 8 highlights",
    entries: [{ kind: "reject", state: "done", highlightIds: [...ids].sort() }],
  });
  const states = async () =>
    new Set((await get(owner, list)).highlights.map((one: { reviewState: string }) => one.reviewState));
  expect(await post(owner, undo, vod)).toMatchObject({ status: 200, body: { label: "rejection of 8 highlights" } });
  expect(await states()).toEqual(new Set(["suggested"]));
  expect((await post(owner, redo, vod)).status).toBe(200);
  expect(await states()).toEqual(new Set(["rejected"]));
  expect((await post(owner, undo, vod)).status).toBe(200);
});

test("each person has a history of their own; viewers change nothing, strangers find nothing", async () => {
  const { editor, viewer, stranger } = people;
  expect(await get(editor, history)).toMatchObject({ canUndo: false, entries: [] });
  expect((await post(editor, undo, vod)).body).toMatchObject({
    code: "conflict",
    detail: expect.stringMatching(/nothing to undo/),
  });
  expect((await post(viewer, review, vod, { highlightIds: ids, decision: "reject" })).status).toBe(403);
  expect((await post(viewer, undo, vod)).status).toBe(403);
  expect((await post(stranger, undo, vod)).status).toBe(404);
  expect((await post(stranger, retitle, of(0), { title: "Mine", editVersion: 1 })).status).toBe(404);
});

test("what is in the way of a trim or an undo comes with the answer", async () => {
  const { owner, editor } = people;
  const { highlights } = await get(owner, list);
  const { editVersion } = highlights[0];
  const bounds = { startTicks: 5_120, endTicks: 128_000 };
  expect(await post(owner, trim, of(0), { ...bounds, editVersion })).toMatchObject({ status: 200, body: bounds });
  const late = await post(editor, trim, of(0), { startTicks: 0, endTicks: 64_000, editVersion });
  expect(late).toMatchObject({ status: 409, body: { code: "conflict", theirs: { ...bounds, highlightId: ids[0] } } });
  const { theirs } = late.body;
  const seen = { editVersion: theirs.editVersion };
  expect((await post(editor, trim, of(0), { startTicks: 0, endTicks: 64_000, ...seen })).status).toBe(200);
  expect(await post(owner, undo, vod)).toMatchObject({
    status: 409,
    body: { changed: [{ highlightId: ids[0], by: "editor", kind: "trim" }] },
  });
});

test("making, splitting and merging over the wire", async () => {
  const { owner } = people;
  const made = await post(owner, create, vod, { startTicks: 12_800_000, endTicks: 12_928_000, title: " By hand " });
  expect(made).toMatchObject({ status: 200, body: { ok: true } });
  const at = withParams({ id: made.body.highlightId });
  const parted = await post(owner, split, at, { atTicks: 12_864_000, editVersion: 2 });
  expect(parted).toMatchObject({ status: 200, body: { editVersion: 3 } });
  const other = { highlightId: parted.body.highlightId, editVersion: 2 };
  expect(await post(owner, merge, at, { with: other, editVersion: 3 })).toMatchObject({ status: 200 });
  for (const [body, status] of [
    [{ startTicks: 5, endTicks: 2 }, 400],
    [{ startTicks: 0, endTicks: 1.5 }, 400],
    [{ startTicks: 99_999_999, endTicks: 100_000_000 }, 400],
  ] as const) {
    expect((await post(owner, create, vod, body)).status).toBe(status);
  }
});

test("caption text goes along with a split, a copy and a merge", async () => {
  const { owner } = people;
  const made = await post(owner, create, vod, { startTicks: 25_600_000, endTicks: 25_728_000 });
  const at = withParams({ id: made.body.highlightId });
  const line = (startMs: number, text: string) => ({ startMs, endMs: startMs + 1_000, text, words: null });
  const lines = [line(2_000_500, "Mine"), line(2_008_000, "Mine, too")];
  expect((await post(owner, saveCaptions, at, { lines, version: 0 })).status).toBe(200);
  const textsOf = async (highlightId: string) => {
    const request = ask("/x", { cookie: owner.cookie });
    const view = await (await captions(request, withParams({ id: highlightId }))).json();
    return view.lines.map((one: { text: string }) => one.text);
  };
  const copied = await post(owner, duplicate, at, { editVersion: 2 });
  expect(await textsOf(copied.body.highlightId)).toEqual(["Mine", "Mine, too"]);
  const parted = await post(owner, split, at, { atTicks: 25_664_000, editVersion: 2 });
  const second = parted.body.highlightId;
  expect(await textsOf(second)).toEqual(["Mine, too"]);
  const other = { highlightId: made.body.highlightId, editVersion: 3 };
  expect((await post(owner, merge, withParams({ id: second }), { with: other, editVersion: 2 })).status).toBe(200);
  expect(await textsOf(second)).toEqual(["Mine", "Mine, too"]);
});

test("a lane is kept by the browser for a minute", async () => {
  const { viewer } = people;
  const response = await lane(ask("/x?from=0&to=30", { cookie: viewer.cookie }), vod);
  expect(response.headers.get("cache-control")).toBe("private, max-age=60");
  expect(await response.json()).toMatchObject({ fromSeconds: 0, toSeconds: 30, peaks: null });
  expect((await lane(ask("/x?from=-1&to=x", { cookie: viewer.cookie }), vod)).status).toBe(400);
});
