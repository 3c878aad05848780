import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { outbox } from "#drizzle/schema/operations.ts";
import { storedObjects } from "#drizzle/schema/vods.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { requestManyCuts, startHost } from "./testing/hosts.ts";
import { createTestInstallation, killProcess, type TestInstallation, waitFor } from "./testing/installation.ts";
import { findLeftovers, noLeftovers } from "./testing/leftovers.ts";

const jobCount = 30;
let place: TestInstallation;
const hosts: ChildProcess[] = [];
beforeEach(async () => {
  place = await createTestInstallation();
});
afterEach(async () => {
  await Promise.all(hosts.splice(0).map(killProcess));
  await place.close();
});

test("cuts spread over three hosts, one of which is killed: none is lost, none is done twice", async () => {
  const { ctx, accountId, dir } = place;
  const filePath = await makeTestMedia(ctx, path.join(dir, "stream.mp4"), { seconds: 6, rate: "10" });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "stream.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  expect(await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} })).toEqual({ ok: true });
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  await ctx.db.execute(sql`delete from job_progress`);
  await requestManyCuts(ctx, { accountId, vodId: imported.vodId, count: jobCount });

  const objectsDir = path.join(ctx.config.dataDir, "objects");
  const start = async (name: string) => {
    const host = await startHost({ dir: path.join(dir, name), objectsDir, env: place.env });
    hosts.push(host);
    return host;
  };
  const [, , victim] = await Promise.all(["one", "two", "three"].map(start));
  const readyCount = () => ctx.db.$count(clipAttempts, eq(clipAttempts.state, "ready"));
  const taking = new Set<string>();
  const look = async () => {
    const { rows } = await ctx.db.execute<{ host_id: string }>(sql`
      select distinct p.host_id from graphile_worker.jobs j join worker_processes p on p.id = j.locked_by`);
    for (const row of rows) taking.add(row.host_id);
  };
  await waitFor("a third of the clips", async () => {
    await look();
    return (await readyCount()) >= jobCount / 3 ? true : null;
  });
  await killProcess(victim!);
  await waitFor(
    "all clips",
    async () => {
      await look();
      return (await readyCount()) === jobCount ? true : null;
    },
    170_000,
  );
  expect(taking.size).toBeGreaterThan(1);
  await waitFor("tidiness", async () => {
    // A killed host's scratch is on that host.
    const left = await findLeftovers(ctx);
    return JSON.stringify(left) === JSON.stringify({ ...noLeftovers, inbox: left.inbox }) ? true : null;
  });
  expect(await ctx.db.$count(clips)).toBe(jobCount);
  expect(await ctx.db.$count(clipAttempts)).toBe(jobCount);
  expect(await ctx.db.$count(storedObjects, eq(storedObjects.role, "clip"))).toBe(jobCount);
  const ready = await ctx.db.select().from(outbox).where(eq(outbox.event, "clip.ready"));
  expect(new Set(ready.map((one) => (one.payload as { clipVodId: string }).clipVodId)).size).toBe(jobCount);
  expect(ready).toHaveLength(jobCount);
}, 400_000);
