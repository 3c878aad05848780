import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { eq, sql } from "drizzle-orm";
import { clipAttempts, clips } from "#drizzle/schema/clips.ts";
import { outbox } from "#drizzle/schema/operations.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { createContext } from "#lib/context.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort, startEmbeddedPostgres } from "#lib/platform/embedded-postgres/start.ts";
import { openTestS3 } from "#lib/platform/object-store/testing/open-test-s3.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";
import { requestManyCuts, startHost } from "#workers/testing/hosts.ts";
import { killProcess } from "#workers/testing/installation.ts";
import { buildWeb } from "#workers/up/build-web.ts";
import { createSheet } from "./media/figures.ts";
import { projectDir } from "./media/installation.ts";
import { loadText, say } from "./media/tools.ts";
import { startS3ShapedStore } from "./s3-shaped-store.ts";
import { startWeb } from "./scale/web.ts";
import { quantile } from "./ui/tools.ts";

/**
 * `npm run bench:scale`: cut jobs over worker processes with data directories of their own, on one Postgres and one S3
 * server (Ceph's gateway where it is at hand), first by one, then by three, of which one is killed; a web beside them
 * that is asked all the while. `-- --jobs N` (200), `--json FILE`.
 */
const { values } = parseArgs({ options: { jobs: { type: "string", default: "200" }, json: { type: "string" } } });
const jobCount = Number(values.jobs);
/** A dead worker's jobs are others' after this. */
const takenOverSeconds = 60;
const user = { email: "bench@example.com", password: "bench-bench-bench" };
const sheet = createSheet();
const root = mkdtempSync(path.join(os.tmpdir(), "vodmanager-scale-"));
const ceph = await openTestS3();
const shaped = typeof ceph === "string" ? await startS3ShapedStore({ dir: path.join(root, "s3") }) : null;
const s3 = typeof ceph === "string" ? null : ceph.s3;
const postgres = await startEmbeddedPostgres({ dir: path.join(root, "postgres"), durable: false });
const env = {
  DATABASE_URL: postgres.databaseUrl,
  S3_ENDPOINT: s3?.endpoint ?? shaped!.endpoint,
  S3_BUCKET: s3?.bucket ?? shaped!.bucket,
  S3_ACCESS_KEY_ID: s3?.accessKeyId ?? "key",
  S3_SECRET_ACCESS_KEY: s3?.secretAccessKey ?? "secret",
  MIN_FREE_DISK_BYTES: "1000000",
  LOG_LEVEL: "silent",
};
const children: ChildProcess[] = [];
let everythingThere = false;

try {
  const store = s3 ? "Ceph's gateway" : `a stand-in with 20 ms a request (${ceph})`;
  say(`S3: ${store}; ${os.availableParallelism()} cores, ${loadText()}`);
  await migrateDatabase(postgres.databaseUrl);
  const webEnv = { ...env, VODMANAGER_DATA_DIR: path.join(root, "web") };
  const ctx = createContext({ config: loadConfig(webEnv), name: "bench" });
  await seedPlans(ctx);
  await ctx.db.execute(sql`update plans set max_bytes = 1e12, max_vods = 100000, max_clips = 100000`);
  const ownerUserId = await createUser(ctx, { ...user, name: "Bench" });
  const accountId = await createAccount(ctx, { slug: "bench", name: "Bench", planId: "studio", ownerUserId });
  const filePath = await makeTestMedia(ctx, path.join(root, "stream.mp4"), { seconds: 10 });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "stream.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId } = imported;
  await processVod(ctx, { accountId, vodId, report: () => {} });
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);
  await buildWeb(projectDir, { ...process.env, ...webEnv });
  const web = await startWeb({ env: webEnv, port: await findFreePort(), user });
  children.push(web.child);

  const readyCount = () => ctx.db.$count(clipAttempts, eq(clipAttempts.state, "ready"));
  const until = async (count: number): Promise<number> => {
    const began = performance.now();
    while ((await readyCount()) < count) {
      if (performance.now() - began > 500_000) throw new Error("The cuts take longer than 500 s.");
      await delay(100);
    }
    return (performance.now() - began) / 1000;
  };
  const start = async (name: string) => {
    const host = await startHost({ dir: path.join(root, name), env });
    children.push(host);
    return host;
  };

  const alone = Math.ceil(jobCount / 5);
  // Asked for before anybody works, so that asking isn't measured.
  await requestManyCuts(ctx, { accountId, vodId, count: alone });
  const first = await start("host-1");
  const oneRate = alone / (await until(alone));
  await killProcess(first);
  sheet.note("one worker", oneRate, "clips/s");

  await requestManyCuts(ctx, { accountId, vodId, count: jobCount });
  const watched = web.watch(`/api/v1/vods/${vodId}/highlights`);
  await Promise.all(["host-2", "host-3", "host-4"].map(start));
  const victim = children.at(-1)!;
  const half = alone + Math.floor(jobCount / 2);
  const before = await readyCount();
  const threeRate = (half - before) / (await until(half));
  sheet.note("three workers", threeRate, "clips/s");
  sheet.note("three against one, on the cores they share", threeRate / oneRate, "times");
  const left = alone + jobCount - (await readyCount());
  await killProcess(victim);
  const most = takenOverSeconds + left / Math.min(threeRate, oneRate);
  sheet.atMost("from one host's kill to the last clip", await until(alone + jobCount), Math.round(most), "s");
  const answers = await watched.stop();
  sheet.note(`the web beside them, ${answers.length} lists of highlights, median`, quantile(answers, 0.5), "ms");
  sheet.note("the web beside them, 95 %", quantile(answers, 0.95), "ms");

  const total = alone + jobCount;
  const [clipCount, noticeCount] = [
    await ctx.db.$count(clips),
    await ctx.db.$count(outbox, eq(outbox.event, "clip.ready")),
  ];
  const objects = (await Array.fromAsync(ctx.store.list(`accounts/${accountId}/clips/`))).length;
  const lost = total - (await readyCount());
  const doubled = Math.abs(clipCount - total) + Math.abs(noticeCount - total);
  sheet.atMost("clips lost", lost, 0, "");
  sheet.atMost("clips or notices doubled or missing", doubled, 0, "");
  sheet.atMost("objects of clips more or less than one each", Math.abs(objects - total), 0, "");
  everythingThere = lost === 0 && doubled === 0 && objects === total;
  sheet.print();
  if (values.json) sheet.writeJson(values.json);
  await ctx.close();
} finally {
  await Promise.all(children.map(killProcess));
  await postgres.stop();
  await shaped?.close();
  if (typeof ceph !== "string") await ceph.stop();
  rmSync(root, { recursive: true, force: true });
}
process.exit(everythingThere ? 0 : 1);
