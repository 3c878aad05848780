import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import { jobProgress } from "#drizzle/schema/operations.ts";
import { media, storedObjects, vods } from "#drizzle/schema/vods.ts";
import { listClips } from "#lib/clips/queries.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";
import { createManualHighlight } from "./testing/manual-highlight.ts";

let installation: TestInstallation;
beforeEach(async () => {
  installation = await createTestInstallation();
});
afterEach(() => installation.close());

/** Holds a table so that whoever writes to it next waits; the way to stop a worker at an exact line. */
async function holdTable(table: string): Promise<{ release: () => Promise<void>; waiters: () => Promise<number> }> {
  const { rows } = await installation.ctx.db.execute<{ name: string }>(sql`select current_database() as name`);
  const url = new URL(inject("templateDatabaseUrl"));
  url.pathname = `/${rows[0]!.name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`begin; lock table ${table} in share mode`);
  return {
    release: async () => {
      await client.query("rollback");
      await client.end();
    },
    waiters: async () => {
      const found = await installation.ctx.db.execute<{ n: number }>(
        sql`select count(*)::int as n from pg_locks where not granted and relation = ${table}::regclass`,
      );
      return found.rows[0]!.n;
    },
  };
}

async function importVideo(seconds: number) {
  const { ctx, accountId, dir } = installation;
  const video = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds, gopFrames: 60 });
  const imported = await importRecording(ctx, {
    accountId,
    video: { filePath: video, fileName: "stream.mp4", take: "link" },
    signals: [],
  });
  if (!imported.ok) throw new Error(imported.message);
  return imported;
}

const isReady = (vodId: string) => async () => {
  const [row] = await installation.ctx.db.select().from(vods).where(eq(vods.id, vodId));
  return row?.state === "ready" ? row : null;
};

/** Objects on disk that no live row knows, and live rows whose object is gone. */
async function strayObjects() {
  const { ctx } = installation;
  const known = await ctx.db.select().from(storedObjects);
  const live = new Set(known.filter((row) => row.state === "live").map((row) => row.key));
  const stored = new Set<string>();
  for await (const object of ctx.store.list("")) stored.add(object.key);
  return {
    orphans: [...stored].filter((key) => !live.has(key)),
    missing: [...live].filter((key) => !stored.has(key)),
    pending: known.filter((row) => row.state === "pending").map((row) => row.key),
  };
}

test.each(["remuxing", "publishing"])(
  "kill -9 while a VOD is processed (%s): the next worker completes it, once",
  async (when) => {
    const { ctx } = installation;
    const { vodId } = await importVideo(120);
    const hold = when === "publishing" ? await holdTable("media") : null;
    const first = await installation.spawnWorker();
    await waitFor(`the worker to be at ${when}`, async () => {
      if (hold) return (await hold.waiters()) > 0 ? true : null;
      const [row] = await ctx.db.select().from(jobProgress).where(eq(jobProgress.subjectId, vodId));
      return row?.state === "running" ? true : null;
    });
    await killProcess(first);
    await hold?.release();
    await installation.spawnWorker();
    await waitFor("the VOD to be ready", isReady(vodId));
    expect(await ctx.db.select().from(media).where(eq(media.vodId, vodId))).toHaveLength(1);
    await waitFor("no stray objects", async () => {
      const { orphans, missing, pending } = await strayObjects();
      return orphans.length + missing.length + pending.length === 0 ? true : null;
    });
  },
);

test.each(["cutting", "publishing"])("kill -9 while a clip is cut (%s): one clip, one object", async (when) => {
  const { ctx, accountId } = installation;
  const { vodId } = await importVideo(60);
  const first = await installation.spawnWorker();
  await waitFor("the VOD to be ready", isReady(vodId));
  const highlightIds = [
    await createManualHighlight(ctx, { accountId, vodId, startSeconds: 5, endSeconds: 40 }),
    await createManualHighlight(ctx, { accountId, vodId, startSeconds: 10, endSeconds: 50 }),
  ];
  const hold = when === "publishing" ? await holdTable("outbox") : null;
  await requestCuts(ctx, { accountId, vodId, highlightIds, actorUserId: null });
  await waitFor(`the worker to be at ${when}`, async () => {
    if (hold) return (await hold.waiters()) > 0 ? true : null;
    const rows = await ctx.db.select().from(clipAttempts).where(eq(clipAttempts.state, "cutting"));
    return rows.length > 0 ? true : null;
  });
  await killProcess(first);
  await hold?.release();
  await installation.spawnWorker();
  const clips = await waitFor("both clips", async () => {
    const found = await listClips(ctx, { accountId, sourceVodId: vodId });
    return found.length > 0 && found.every((clip) => clip.state === "ready") ? found : null;
  });
  expect(clips.map((clip) => clip.highlightId).sort()).toEqual([...highlightIds].sort());
  await waitFor("no stray objects", async () => {
    const { orphans, missing, pending } = await strayObjects();
    return orphans.length + missing.length + pending.length === 0 ? true : null;
  });
  const reservations = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from quota_reservations where state = 'reserved'`,
  );
  expect(reservations.rows[0]!.n).toBe(0);
});

test("ffmpeg dies with a worker that is killed, and its scratch is swept at the next start", async () => {
  const { ctx, accountId } = installation;
  const { vodId } = await importVideo(120);
  const first = await installation.spawnWorker();
  await waitFor("the VOD to be ready", isReady(vodId));
  const highlightId = await createManualHighlight(ctx, { accountId, vodId, startSeconds: 0, endSeconds: 119 });
  await requestCuts(ctx, { accountId, vodId, highlightIds: [highlightId], actorUserId: null });
  const ours = () => {
    const listed = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
    return listed.split("\n").filter((line) => /ffmpeg/.test(line) && line.includes(ctx.config.dataDir));
  };
  await waitFor("ffmpeg to run", async () => (ours().length > 0 ? true : null));
  await killProcess(first);
  await waitFor("ffmpeg to be gone", async () => (ours().length === 0 ? true : null));
  await installation.spawnWorker();
  await waitFor("the clip", async () => {
    const [clip] = await listClips(ctx, { accountId, sourceVodId: vodId });
    return clip?.state === "ready" ? clip : null;
  });
  // The clip is ready a moment before its worker has tidied up.
  await waitFor("scratch to be empty", async () => {
    return readdirSync(path.join(ctx.config.dataDir, "scratch")).length === 0 ? true : null;
  });
});
