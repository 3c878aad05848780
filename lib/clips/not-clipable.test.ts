import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { actionLog, highlights } from "#drizzle/schema/highlights.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { addRefinableVideo } from "#lib/refine/testing/refinement-world.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { cutClips } from "./cut-clips.ts";
import { planCuts } from "./plan-cuts.ts";
import { listClips } from "./queries.ts";
import { requestCuts } from "./request-cuts.ts";
import { retryCut } from "./retry-cut.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let video: Awaited<ReturnType<typeof addRefinableVideo>>;
let judgedId: string;

beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  video = await addRefinableVideo(ctx, { accountId, dir: world.dir, seconds: 30 });
});
afterAll(() => world.close());
beforeEach(async () => {
  await video.clear();
  const run = await video.addRun();
  judgedId = await video.addHighlight(run, 1, { isClipable: false, clipableReason: "Only silence." });
});

const request = (more: Partial<Parameters<typeof requestCuts>[1]> = {}) =>
  requestCuts(ctx, { accountId, vodId: video.vodId, highlightIds: [judgedId], actorUserId: null, ...more });
const cut = () => cutClips(ctx, { accountId, vodId: video.vodId, report: () => {} });
const refused = { ok: false, reason: "not_clipable", message: expect.stringContaining("Only silence.") };

test("alone, among others, with all, rendered and only planned: it is refused with the reason, the others go on", async () => {
  const fine = await video.addHighlight(await video.addRun(), 2);
  expect((await request()).outcomes).toMatchObject([refused]);
  expect((await request({ highlightIds: [judgedId, fine] })).outcomes).toMatchObject([refused, { ok: true }]);
  expect((await request({ highlightIds: "all" })).outcomes).toMatchObject([refused, { ok: true }]);
  expect((await request({ profile: "vertical-blur" })).outcomes).toMatchObject([refused]);
  const planned = await planCuts(ctx, { accountId, vodId: video.vodId, highlightIds: "all" });
  expect(planned.plans).toMatchObject([refused, { ok: true }]);
  await cut();
  expect((await listClips(ctx, { accountId })).map((clip) => clip.highlightId)).toEqual([fine]);
});

test("the job refuses what was judged after its cut was queued", async () => {
  await ctx.db.update(highlights).set({ isClipable: null }).where(eq(highlights.id, judgedId));
  await request();
  await ctx.db.update(highlights).set({ isClipable: false }).where(eq(highlights.id, judgedId));
  expect(await cut()).toMatchObject({ ok: false, reason: "not_clipable" });
  const [row] = await ctx.db.select().from(highlights).where(eq(highlights.id, judgedId));
  expect(row).toMatchObject({ cutState: "failed", cutReason: expect.stringContaining("Only silence.") });
  const [clip] = await listClips(ctx, { accountId });
  expect(clip).toMatchObject({ state: "failed", failureCode: "not_clipable" });
  // Trying that clip again asks for it as it was asked for.
  expect(await retryCut(ctx, { accountId, clipVodId: clip!.clipVodId, actorUserId: null })).toMatchObject(refused);
});

test("'Create clip anyway' cuts it, is recorded, and holds for another try", async () => {
  const { outcomes } = await request({ anyway: true });
  expect(outcomes).toMatchObject([{ ok: true }]);
  expect(await cut()).toMatchObject({ ok: true, readyCount: 1 });
  const [clip] = await listClips(ctx, { accountId });
  expect(clip).toMatchObject({ state: "ready", anyway: true });
  const log = await ctx.db.select().from(actionLog).where(eq(actionLog.highlightId, judgedId));
  expect(log.map((row) => row.action)).toEqual(["cut_anyway"]);
  expect(await retryCut(ctx, { accountId, clipVodId: clip!.clipVodId, actorUserId: null })).toMatchObject({ ok: true });
});

test("asked anyway while the plain cut still waits, the waiting one becomes it", async () => {
  await ctx.db.update(highlights).set({ isClipable: null }).where(eq(highlights.id, judgedId));
  await request();
  await ctx.db.update(highlights).set({ isClipable: false }).where(eq(highlights.id, judgedId));
  expect((await request()).outcomes).toMatchObject([refused]);
  expect((await request({ anyway: true })).outcomes).toMatchObject([{ ok: true }]);
  const open = and(eq(clipAttempts.accountId, accountId), eq(clipAttempts.state, "queued"));
  expect(await ctx.db.select().from(clipAttempts).where(open)).toMatchObject([{ anyway: true }]);
  expect(await cut()).toMatchObject({ ok: true, readyCount: 1 });
});
