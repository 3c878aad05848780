import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
import { startS3ShapedStore } from "./s3-shaped-store.ts";

/**
 * `npm run bench:scale`: cut jobs over worker processes with data directories of their own, on one Postgres and one S3
 * server (Ceph's gateway where it is at hand), first by one, then by three, of which one is killed; a web beside them.
 * `-- --jobs N` (200), `--json FILE`.
 */
const { values } = parseArgs({ options: { jobs: { type: "string", default: "200" }, json: { type: "string" } } });
const jobCount = Number(values.jobs);
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
const children: import("node:child_process").ChildProcess[] = [];
const figures: { name: string; value: number; unit: string; must: string; ok: boolean }[] = [];
const note = (name: string, value: number, unit: string, must = "", ok = true) => {
  figures.push({ name, value, unit, must, ok });
  console.log(
    `${ok ? "  " : "! "}${name.padEnd(46)} ${String(Math.round(value * 100) / 100).padStart(8)} ${unit}  ${must}`,
  );
};

try {
  console.log(
    `S3: ${s3 ? "Ceph's gateway" : `a stand-in with 20 ms a request (${ceph})`}; ${os.availableParallelism()} cores\n`,
  );
  await migrateDatabase(postgres.databaseUrl);
  const ctx = createContext({
    config: loadConfig({ ...env, VODMANAGER_DATA_DIR: path.join(root, "web") }),
    name: "bench",
  });
  await seedPlans(ctx);
  await ctx.db.execute(sql`update plans set max_bytes = 1e12, max_vods = 100000, max_clips = 100000`);
  const ownerUserId = await createUser(ctx, {
    email: "bench@example.com",
    password: "bench-bench-bench",
    name: "Bench",
  });
  const accountId = await createAccount(ctx, { slug: "bench", name: "Bench", planId: "studio", ownerUserId });
  const filePath = await makeTestMedia(ctx, path.join(root, "stream.mp4"), { seconds: 10 });
  const imported = await importVod(ctx, { accountId, filePath, fileName: "stream.mp4", take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  await processVod(ctx, { accountId, vodId: imported.vodId, report: () => {} });
  await ctx.db.execute(sql`delete from graphile_worker._private_jobs`);

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
  const web = await startWeb();

  const alone = Math.ceil(jobCount / 5);
  // Asked for before anybody works, so that asking isn't measured.
  await requestManyCuts(ctx, { accountId, vodId: imported.vodId, count: alone });
  const first = await start("host-1");
  const oneRate = alone / (await until(alone));
  await killProcess(first);
  note("one worker", oneRate, "clips/s");

  await requestManyCuts(ctx, { accountId, vodId: imported.vodId, count: jobCount });
  await Promise.all(["host-2", "host-3", "host-4"].map(start));
  const victim = children.at(-1)!;
  const half = alone + Math.floor(jobCount / 2);
  const before = await readyCount();
  const halfSeconds = await until(half);
  const threeRate = (half - before) / halfSeconds;
  note("three workers", threeRate, "clips/s");
  note("three against one", threeRate / oneRate, "times", "limited by the cores they share");
  await killProcess(victim);
  note("from the kill to the last clip", await until(alone + jobCount), "s", "≤ 60 + the rest's own time");

  const total = alone + jobCount;
  const lost = total - (await readyCount());
  note("clips lost", lost, "", "0", lost === 0);
  const doubled =
    (await ctx.db.$count(clips)) + (await ctx.db.$count(outbox, eq(outbox.event, "clip.ready"))) - 2 * total;
  note("clips or notices doubled", doubled, "", "0", doubled === 0);
  const objects = (await Array.fromAsync(ctx.store.list(`accounts/${accountId}/clips/`))).length;
  note("objects of clips beyond one each", objects - total, "", "0", objects === total);
  if (web) note("the web beside them answers in", await web.askMs(), "ms");
  await ctx.close();
} finally {
  await Promise.all(children.map(killProcess));
  await postgres.stop();
  await shaped?.close();
  if (typeof ceph !== "string") await ceph.stop();
  rmSync(root, { recursive: true, force: true });
}
/** A web on the same database and bucket; null where the web app isn't built. */
async function startWeb(): Promise<{ askMs: () => Promise<number> } | null> {
  if (!existsSync(path.join(import.meta.dirname, "../.next/BUILD_ID"))) {
    console.log('   (no web beside them: it isn\'t built; "npm run build" does that)');
    return null;
  }
  const port = String(await findFreePort());
  const more = { NODE_ENV: "production", PORT: port, VODMANAGER_DATA_DIR: path.join(root, "web") };
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "../workers/web.ts")], {
    env: { ...process.env, ...env, ...more } as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  children.push(child);
  await once(child, "message");
  const askMs = async () => {
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (!answer.ok) throw new Error(`The web answered ${answer.status}: ${await answer.text()}`);
    return performance.now() - began;
  };
  return { askMs };
}

if (values.json) writeFileSync(values.json, JSON.stringify({ figures }, null, 2));
process.exit(figures.every((one) => one.ok) ? 0 : 1);
