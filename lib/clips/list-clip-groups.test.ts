import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clipAttempts, clips, highlightCaptions } from "#drizzle/schema/clips.ts";
import { highlights } from "#drizzle/schema/highlights.ts";
import { vods } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { listClipGroups } from "./list-clip-groups.ts";
import { listClips } from "./queries.ts";
import type { ClipProfile } from "./render/model.ts";
import { type ClipListQuery, clipListQuery, clipSorts } from "./schema.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
type Source = { accountId: AccountId; vodId: string };
let source: Source;
let accountId: AccountId;
beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  source = { accountId, ...(await insertVideo(ctx, { accountId, durationSeconds: 1_000 })) };
});
afterAll(() => world.close());

const page = (query: Partial<ClipListQuery> = {}) =>
  listClipGroups(ctx, { ...clipListQuery.parse({}), ...query, accountId });

type Bounds = { startTicks: number; endTicks: number; timescale: number };
const usual: Bounds = { startTicks: 1_000, endTicks: 5_000, timescale: 1_000 };

async function addHighlight({ accountId, vodId }: Source, bounds: Bounds = usual): Promise<string> {
  const { startTicks, endTicks, timescale } = bounds;
  const detected = { timescale, detectedStartTicks: startTicks, detectedEndTicks: endTicks };
  const [row] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId, origin: "detected", ...detected })
    .returning({ id: highlights.id });
  return row!.id;
}

type Attempt = Bounds & { state?: "queued" | "ready" | "failed" | "skipped"; plan?: object };

async function addClip(
  { accountId, vodId }: Source,
  highlightId: string,
  clip: {
    profile?: ClipProfile;
    isCaptioned?: boolean;
    title?: string;
    durationMs?: number;
    sizeBytes?: number;
    at?: Date;
  } = {},
  attempt: Attempt = usual,
): Promise<string> {
  const { profile = "landscape", title = "A clip", durationMs = 4_000, sizeBytes = 1_000, isCaptioned } = clip;
  const { plan, startTicks, endTicks, timescale, state = "ready" } = attempt;
  const clipVodId = randomUUID();
  await ctx.db.insert(vods).values({
    ...{ id: clipVodId, accountId, kind: "highlight", provenance: "auto", state: "ready", externalId: clipVodId },
    ...{ title, durationMs, sizeBytes },
  });
  await ctx.db.insert(clips).values({
    ...{ vodId: clipVodId, accountId, highlightId, sourceVodId: vodId, profile, isCaptioned, currentAttempt: 1 },
    ...(clip.at ? { createdAt: clip.at } : {}),
  });
  await ctx.db.insert(clipAttempts).values({
    ...{ vodId: clipVodId, accountId, attempt: 1, state, mode: "exact", timescale, startTicks, endTicks, plan },
    ...{ objectKey: clipVodId, sizeBytes },
  });
  return clipVodId;
}

test("the database and the screens agree on which clips are older than their highlight", async () => {
  const ticks = fc.integer({ min: 0, max: 40 });
  const timescale = fc.constantFrom(1_000, 1_001, 90_000);
  const version = fc.constantFrom(null, 1, 2);
  const moved = fc.record({ ticks, length: fc.integer({ min: 1, max: 40 }), timescale, version });
  const cases = fc.sample(fc.tuple(moved, moved, fc.constantFrom("off", "bold"), fc.option(ticks)), 300);
  for (const [now, then, captions, window] of cases) {
    const scale = then.timescale / now.timescale;
    // Half of them as they were asked for, so that neither answer is rare.
    const same = then.ticks % 2 === 0;
    const startTicks = same ? Math.round(now.ticks * scale) : then.ticks;
    const endTicks = same ? Math.round((now.ticks + now.length) * scale) : then.ticks + then.length;
    if (startTicks >= endTicks) continue;
    const highlightId = await addHighlight(source, { ...now, startTicks: now.ticks, endTicks: now.ticks + now.length });
    if (now.version !== null) {
      await ctx.db
        .insert(highlightCaptions)
        .values({ highlightId, accountId, fromMs: 0, toMs: 1, lines: [], version: now.version });
    }
    const plan = {
      window: { endTicks: endTicks + (window ?? 0) },
      render: { captions, ...(then.version === null ? {} : { captionsVersion: then.version }) },
    };
    await addClip(source, highlightId, {}, { timescale: then.timescale, startTicks, endTicks, plan });
  }
  const told = new Map((await listClips(ctx, { accountId })).map((clip) => [clip.highlightId, clip.state]));
  const states = [...told.values()];
  for (const state of ["ready", "stale"]) expect(states.filter((one) => one === state).length).toBeGreaterThan(30);
  for (const state of ["ready", "stale"] as const) {
    const found = new Set<string>();
    let cursor: string | undefined;
    do {
      const { groups, nextCursor } = await page({ state, limit: 100, ...(cursor ? { cursor } : {}) });
      for (const group of groups) found.add(group.highlightId);
      cursor = nextCursor ?? undefined;
    } while (cursor);
    const expected = [...told].filter(([, one]) => one === state).map(([id]) => id);
    expect([...found].sort()).toEqual(expected.sort());
  }
});

test("a highlight's clips are together; filters look at one clip, sorts at all", async () => {
  const { rows } = await ctx.db.execute<{ id: string }>(
    "insert into accounts (slug, name, plan_id) values ('other', 'Other', 'test') returning id",
  );
  const accountId = rows[0]!.id as AccountId;
  const other = { accountId, ...(await insertVideo(ctx, { accountId, durationSeconds: 100 })) };
  const [first, second] = [await addHighlight(other), await addHighlight(other)];
  const state = (one: Attempt["state"]) => ({ ...usual, ...(one ? { state: one } : {}) });
  const zebra = { title: "Zebra" };
  const small = { ...zebra, profile: "vertical-blur" as const, sizeBytes: 10, at: new Date("2026-01-03") };
  await addClip(other, first, small, state("failed"));
  await addClip(other, first, { ...zebra, sizeBytes: 900, at: new Date("2026-01-01") }, state("ready"));
  const ape = { profile: "square" as const, title: "Ape 50%", sizeBytes: 500, at: new Date("2026-01-02") };
  await addClip(other, second, ape, state("queued"));
  await addClip(other, first, { ...zebra, isCaptioned: true, at: new Date("2026-01-01") }, state("ready"));
  const list = async (query: Partial<ClipListQuery>) =>
    (await listClipGroups(ctx, { ...clipListQuery.parse({}), ...query, accountId })).groups;
  const ids = async (query: Partial<ClipListQuery>) => (await list(query)).map((group) => group.highlightId);
  const [group] = await list({});
  expect(group).toMatchObject({ highlightId: first, sourceState: "ready", sourceTitle: "Test" });
  expect(group!.clips.map((clip) => clip.profile)).toEqual(["landscape", "landscape", "vertical-blur"]);
  expect(group!.clips.map((clip) => clip.isCaptioned)).toEqual([false, true, false]);
  expect(await ids({ captions: "with" })).toEqual([first]);
  expect(await ids({ captions: "with", profile: "vertical-blur" })).toEqual([]);
  expect(await ids({ captions: "without", profile: "square" })).toEqual([second]);
  expect(await ids({ sort: "oldest" })).toEqual([second, first]);
  expect(await ids({ sort: "largest" })).toEqual([first, second]);
  expect(await ids({ sort: "title" })).toEqual([second, first]);
  expect(await ids({ state: "failed" })).toEqual([first]);
  expect(await ids({ state: "working" })).toEqual([second]);
  expect(await ids({ state: "failed", profile: "landscape" })).toEqual([]);
  expect(await ids({ profile: "landscape" })).toEqual([first]);
  expect(await ids({ q: "50%" })).toEqual([second]);
  expect(await ids({ vod: randomUUID() })).toEqual([]);
});

test.each(clipSorts)("pages by %s give each group once", async (sort) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  let total: number | null = null;
  do {
    const found = await page({ sort, limit: 37, ...(cursor ? { cursor } : {}) });
    total ??= found.total;
    seen.push(...found.groups.map((group) => group.highlightId));
    cursor = found.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(total!);
});
