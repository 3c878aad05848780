import { readFile } from "node:fs/promises";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { createTestContext, insertVideo } from "#lib/vods/testing.ts";
import { clipAttempts, clips } from "./clips.ts";
import { highlights } from "./highlights.ts";
import { vods } from "./vods.ts";

let world: Awaited<ReturnType<typeof createTestContext>>;
let ctx: Ctx;
let accountId: AccountId;
let sourceVodId: string;

beforeAll(async () => {
  world = await createTestContext();
  ({ ctx, accountId } = world);
  ({ vodId: sourceVodId } = await insertVideo(ctx, { accountId, durationSeconds: 100 }));
});
afterAll(() => world.close());

/** A clip of a highlight of its own, as it was stored before captions made a clip of their own. */
async function insertClip(profile: string, captions: string | null): Promise<string> {
  const bounds = { timescale: 1_000, detectedStartTicks: 0, detectedEndTicks: 5_000 };
  const [highlight] = await ctx.db
    .insert(highlights)
    .values({ accountId, vodId: sourceVodId, origin: "detected", cutState: "ready", ...bounds })
    .returning({ id: highlights.id });
  const highlightId = highlight!.id;
  const externalId = `highlight-${highlightId}`;
  const [vod] = await ctx.db
    .insert(vods)
    .values({ accountId, kind: "highlight", provenance: "auto", externalId, title: "Clip", state: "ready" })
    .returning({ id: vods.id });
  const vodId = vod!.id;
  await ctx.db.insert(clips).values({ vodId, accountId, highlightId, sourceVodId, profile, currentAttempt: 1 });
  const plan = captions === null ? {} : { render: { captions } };
  await ctx.db.insert(clipAttempts).values({
    ...{ vodId, accountId, attempt: 1, mode: "render", timescale: 1_000, startTicks: 0, endTicks: 5_000, plan },
    objectKey: `clips/${vodId}.mp4`,
  });
  return highlightId;
}

test("the upgrade tells clips with captions from those without, by what was drawn last", async () => {
  const cases = [
    [await insertClip("landscape", null), "", false, true, "ready"],
    [await insertClip("landscape", "off"), "", false, true, "ready"],
    [await insertClip("landscape", "bold"), "-captions", true, false, "none"],
    [await insertClip("square", "off"), "", false, false, "ready"],
    [await insertClip("square", "karaoke"), "-captions", true, false, "ready"],
  ] as const;
  await ctx.db.execute(sql`
    alter table clips drop column is_main, drop column is_captioned,
      add constraint clips_highlight_profile unique (highlight_id, profile)`);
  const migration = new URL("../migrations/0012_clips_with_and_without_captions.sql", import.meta.url);
  await ctx.db.execute(sql.raw((await readFile(migration, "utf8")).replaceAll("--> statement-breakpoint", "")));

  for (const [highlightId, ending, isCaptioned, isMain, cutState] of cases) {
    const [row] = await ctx.db
      .select({ clip: clips, externalId: vods.externalId, cutState: highlights.cutState })
      .from(clips)
      .innerJoin(vods, eq(vods.id, clips.vodId))
      .innerJoin(highlights, eq(highlights.id, clips.highlightId))
      .where(eq(clips.highlightId, highlightId));
    expect(row).toMatchObject({
      clip: { isCaptioned, isMain },
      ...{ externalId: `highlight-${highlightId}${ending}`, cutState },
    });
  }
});
