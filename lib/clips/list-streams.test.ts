import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext } from "#lib/vods/testing.ts";
import { listStreamPage } from "./list-streams.ts";
import { type StreamListQuery, streamListQuery, streamSorts } from "./schema.ts";

const streamCount = 1_000;
let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;

/** A thousand streams: every tenth failed, every tenth being processed; some with highlights, approved ones and clips. */
beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  await ctx.db.execute(sql`
    insert into streams (id, account_id, title, started_at)
    select gen_random_uuid(), ${accountId}, 'Stream ' || n || case when n % 50 = 0 then ' 100%_done' else '' end,
      timestamptz '2026-01-01' + n / 2 * interval '1 hour'
    from generate_series(1, ${streamCount}::int) n`);
  await ctx.db.execute(sql`
    insert into vods (account_id, stream_id, kind, state, failure_code, failure_text, external_id, title, duration_ms)
    select s.account_id, s.id, 'upload', case n % 10 when 3 then 'failed' when 4 then 'processing' else 'ready' end,
      case n % 10 when 3 then 'media_truncated' end, case n % 10 when 3 then 'It ends in the middle.' end,
      s.id, s.title, (n * 7919) % 20000 * 1000
    from (select s.*, split_part(s.title, ' ', 2)::int as n from streams s) s`);
  await ctx.db.execute(sql`
    insert into highlights (account_id, vod_id, origin, timescale, detected_start_ticks, detected_end_ticks, review_state)
    select v.account_id, v.id, 'detected', 1000, k * 1000, k * 1000 + 500, case when k = 1 then 'approved' else 'suggested' end
    from vods v, generate_series(1, (v.duration_ms / 1000) % 21) k where v.state = 'ready'`);
  await ctx.db.execute(sql`
    insert into vods (account_id, stream_id, kind, provenance, state, external_id, title)
    select v.account_id, v.stream_id, 'highlight', 'auto', 'ready', 'clip-' || v.id, 'Clip'
    from vods v where (v.duration_ms / 1000) % 21 >= 15 and v.state = 'ready'`);
  await ctx.db.execute(sql`analyze`);
}, 60_000);
afterAll(() => world.close());

const page = (query: Partial<StreamListQuery> = {}) =>
  listStreamPage(ctx, { ...streamListQuery.parse({}), ...query, accountId });

async function listAll(query: Partial<StreamListQuery>) {
  const all = [];
  let cursor: string | undefined;
  do {
    const { streams, nextCursor } = await page({ limit: 100, ...query, ...(cursor ? { cursor } : {}) });
    all.push(...streams);
    cursor = nextCursor ?? undefined;
  } while (cursor);
  return all;
}

describe("a thousand streams", () => {
  test.each(streamSorts)("sorted by %s, pages give each stream once and in order", async (sort) => {
    const all = await listAll({ sort });
    expect(new Set(all.map((one) => one.streamId)).size).toBe(streamCount);
    expect(all).toHaveLength(streamCount);
    const values = all.map((one) => {
      if (sort === "title") return one.title.toLowerCase();
      if (sort === "longest") return -(one.vods[0]?.durationMs ?? -1);
      if (sort === "highlights") return -one.highlightCount;
      const at = (one.startedAt as Date).getTime();
      return sort === "newest" ? -at : at;
    });
    expect(values).toEqual(values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  });

  test("what is added or goes meanwhile doubles and hides nothing", async () => {
    const first = await page({ limit: 50 });
    const goneId = first.streams[10]!.streamId;
    await ctx.db.execute(
      sql`update vods set state = 'trashed', trashed_at = now() where stream_id = ${goneId} and kind <> 'highlight'`,
    );
    const second = await page({ limit: 50, cursor: first.nextCursor! });
    await ctx.db.execute(
      sql`update vods set state = 'ready', trashed_at = null where stream_id = ${goneId} and kind <> 'highlight'`,
    );
    const again = await page({ limit: 100 });
    expect([...first.streams, ...second.streams].map((one) => one.streamId)).toEqual(
      again.streams.map((one) => one.streamId),
    );
  });

  test("searched by title: signs of patterns stand for themselves", async () => {
    expect((await page({ q: "100%_DONE" })).total).toBe(20);
    expect((await page({ q: "100__" })).total).toBe(0);
    expect((await page({ q: "stream 99" })).streams.map((one) => one.title)).toContain("Stream 999");
  });

  test("filtered by state and clips; counts are those of each stream", async () => {
    const failed = await page({ state: "failed" });
    expect(failed.total).toBe(100);
    expect(failed.streams[0]).toMatchObject({ shownState: "failed", failedBecause: "It ends in the middle." });
    expect((await page({ state: "processing" })).total).toBe(100);
    const [withClips, without] = [await listAll({ clips: "with" }), await page({ clips: "without" })];
    expect(withClips.length + without.total!).toBe(streamCount);
    for (const one of withClips) {
      expect(one).toMatchObject({ clipCount: 1, approvedCount: 1 });
      expect(one.highlightCount).toBe((one.vods[0]!.durationMs! / 1000) % 21);
    }
    const day = { from: "2026-01-02T00:00:00Z", to: "2026-01-03T00:00:00Z" };
    expect((await page(day)).total).toBe(48);
  });

  test("a stream whose files are read, or whose highlights are searched for, says so", async () => {
    const { streams } = await page({ state: "ready", limit: 2 });
    const [reading, searching] = streams.map((one) => one.streamId);
    await ctx.db.execute(sql`insert into signal_imports (account_id, stream_id, kind, state, file_name, size_bytes, source)
      values (${accountId}, ${reading}, 'chat', 'running', 'chat.txt', 1, '{}')`);
    await ctx.db.execute(sql`insert into detection_runs (account_id, stream_id, vod_id, trigger, state)
      select ${accountId}, stream_id, id, 'auto', 'running' from vods where stream_id = ${searching} and kind <> 'highlight'`);
    expect((await page({ state: "importing" })).streams.map((one) => one.streamId)).toEqual([reading]);
    expect((await page({ state: "detecting" })).streams.map((one) => one.streamId)).toEqual([searching]);
  });

  test("other accounts see none of it, and a foreign cursor is refused", async () => {
    const theirs = await listStreamPage(ctx, { ...streamListQuery.parse({}), accountId: randomUUID() as AccountId });
    expect(theirs).toEqual({ streams: [], nextCursor: null, total: 0 });
    await expect(page({ cursor: "bm9uZQ" })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.each(streamSorts)("a page sorted by %s takes less than 150 ms", async (sort) => {
    const first = await page({ sort });
    const times = [];
    for (let n = 0; n < 5; n += 1) {
      const began = performance.now();
      await page({ sort, q: "stream", cursor: first.nextCursor! });
      times.push(performance.now() - began);
    }
    const median = times.sort((a, b) => a - b)[2]!;
    expect(median).toBeLessThan(150);
  });
});
