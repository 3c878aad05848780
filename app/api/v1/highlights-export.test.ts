import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, startTestWeb, withParams } from "#app/_server/testing/web-test.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { media, vods } from "#drizzle/schema/vods.ts";
import { insertSuggestions } from "#lib/highlights/edit/testing.ts";
import { POST as exportHighlights } from "./vods/[id]/highlights/export/route.ts";

let web: Awaited<ReturnType<typeof startTestWeb>>;
let owner: Awaited<ReturnType<typeof web.signUp>>;
let stranger: Awaited<ReturnType<typeof web.signUp>>;
let vodId: string;
let ids: string[];

beforeAll(async () => {
  web = await startTestWeb();
  owner = await web.signUp("owner");
  stranger = await web.signUp("stranger");
  ({ vodId, ids } = await insertSuggestions(web.ctx, { accountId: owner.accountId, count: 3 }));
  await web.ctx.db.update(vods).set({ title: 'Friday: "late" / 深夜' }).where(eq(vods.id, vodId));
  const index = {
    videoTimescale: 12_800,
    zeroPtsTicks: 0,
    firstDtsTicks: 0,
    initBytes: 100,
    segments: { firstByte: [100], sizeBytes: [1_000], startTicks: [0] },
    keyframeTicks: [0],
    durationTicks: 3_600 * 12_800,
    frameRateNum: 25,
    frameRateDen: 1,
  };
  const probe = {
    ...{ container: "mp4", converted: false, convertedReason: null, audioConverted: false, playsInChromium: true },
    ...{ videoProfile: null, pixFmt: null, rotation: 0, variableFrameRate: false, audioTracks: [] },
  };
  await web.ctx.db.update(media).set({ index, probe }).where(eq(media.vodId, vodId));
  await web.ctx.db.update(highlights).set({ reviewState: "rejected" }).where(eq(highlights.id, ids[1]!));
});
afterAll(() => web.stop());

const save = (body: unknown, cookie = owner.cookie, id = vodId) =>
  exportHighlights(
    ask("/api/v1/x", {
      cookie,
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
    withParams({ id }),
  );

describe("a file of bounds", () => {
  test("has those that were named, in the order of time, under the video's name", async () => {
    const response = await save({ format: "csv", highlightIds: [ids[2], ids[1]] });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="Friday late __.csv"; filename*=UTF-8''Friday%20late%20%E6%B7%B1%E5%A4%9C.csv`,
    );
    expect((await response.text()).split("\r\n")).toEqual([
      "start_seconds,end_seconds,name,score,decision,reasons,id",
      `100,120,Highlight at 0:01:40,2,rejected,chat 4.0σ,${ids[1]}`,
      `200,220,Highlight at 0:03:20,1,undecided,chat 4.0σ,${ids[2]}`,
      "",
    ]);
  });

  test("has all that weren't rejected, when all are asked for", async () => {
    const project = await (await save({ format: "llc", highlightIds: "all" })).json();
    expect(project.mediaFileName).toBe("Friday late 深夜.mp4");
    expect(project.cutSegments.map((one: { start: number }) => one.start)).toEqual([0, 200]);
  });

  test("as an edit list counts in the video's frames", async () => {
    const text = await (await save({ format: "edl", highlightIds: [ids[2]] })).text();
    expect(text).toContain("001  AX       AA/V  C        00:03:20:00 00:03:40:00 00:00:00:00 00:00:20:00");
  });
});

test("another account's video is not told of; what is gone and what can't be are named", async () => {
  const theirs = await save({ format: "csv", highlightIds: "all" }, stranger.cookie);
  const absent = await save({ format: "csv", highlightIds: "all" }, stranger.cookie, randomUUID());
  expect([theirs.status, await theirs.text()]).toEqual([404, await absent.text()]);
  const gone = await save({ format: "csv", highlightIds: [randomUUID()] });
  expect([gone.status, (await gone.json()).detail]).toEqual([404, expect.stringMatching(/Reload the page/)]);
  const wrong = await save({ format: "docx", highlightIds: "all" });
  expect([wrong.status, Object.keys((await wrong.json()).fields)]).toEqual([400, ["format"]]);
});
