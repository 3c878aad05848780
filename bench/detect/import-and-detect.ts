import { mkdir } from "node:fs/promises";
import path from "node:path";
import { media, streams, vods } from "#drizzle/schema/vods.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import { detectHighlights } from "#lib/highlights/detect-highlights.ts";
import { requestDetection } from "#lib/highlights/request-detection.ts";
import type { AccountId } from "#lib/ids.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { addSignals } from "#lib/signals/add-signals.ts";
import { importSignals } from "#lib/signals/import-signals.ts";
import { holdPostgres } from "#workers/up/hold-postgres.ts";
import { timed } from "../media/figures.ts";
import { say } from "../media/tools.ts";

export type ImportAndDetect = { messages: number; highlights: number; importSeconds: number; detectSeconds: number };

/** Imports a chat file into the embedded Postgres, crash-safe as `npm run up` runs it, and detects highlights from it. */
export async function importAndDetect(dir: string, chatPath: string): Promise<ImportAndDetect> {
  const dataDir = path.join(dir, "data");
  await mkdir(dataDir, { recursive: true });
  const postgres = holdPostgres({ dir: path.join(dir, "postgres"), say, onMoved: () => {} });
  try {
    const databaseUrl = await postgres.databaseUrl;
    await migrateDatabase(databaseUrl);
    const env = { ...process.env, VODMANAGER_DATA_DIR: dataDir, DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" };
    const ctx = createContext({ config: loadConfig(env), name: "bench" });
    try {
      return await run(ctx, chatPath);
    } finally {
      await ctx.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function run(ctx: Ctx, chatPath: string): Promise<ImportAndDetect> {
  const { accountId, streamId } = await makeStream(ctx);
  const report = () => {};
  const signals = [{ kind: "chat" as const, filePath: chatPath, fileName: "chat.txt", take: "link" as const }];
  const imported = await timed(async () => {
    const { signalImportIds } = await addSignals(ctx, { accountId, streamId, signals });
    return importSignals(ctx, { accountId, signalImportId: signalImportIds[0]!, report });
  });
  if (!imported.result.ok) throw new Error(imported.result.message);
  const detected = await timed(async () => {
    const { detectionRunId } = await requestDetection(ctx, { accountId, streamId, trigger: "cli" });
    return detectHighlights(ctx, { accountId, detectionRunId, report });
  });
  if (!detected.result.ok) throw new Error(detected.result.message);
  return {
    messages: imported.result.parsedCount,
    highlights: detected.result.count,
    importSeconds: imported.seconds,
    detectSeconds: detected.seconds,
  };
}

/** A stream of eight hours with a processed video, as far as detection looks at it. */
async function makeStream(ctx: Ctx): Promise<{ accountId: AccountId; streamId: string }> {
  await seedPlans(ctx);
  const ownerUserId = await createUser(ctx, { email: "bench@example.com", password: "bench-password-1", name: "B" });
  const account = { slug: "bench", name: "Bench", planId: "studio", ownerUserId };
  const accountId = (await createAccount(ctx, account)) as AccountId;
  const seconds = 8 * 3600;
  const [stream] = await ctx.db.insert(streams).values({ accountId, title: "Bench" }).returning();
  const streamId = stream!.id;
  const known = { accountId, streamId, kind: "upload" as const, state: "ready" as const, externalId: "bench" };
  const [vod] = await ctx.db
    .insert(vods)
    .values({ ...known, title: "Bench", durationMs: seconds * 1000 })
    .returning();
  const object = { videoKey: "none", videoEtag: "none", videoSizeBytes: 1, index: {}, probe: {} };
  const picture = { width: 320, height: 240, videoCodec: "h264", frameRateNum: 25, frameRateDen: 1 };
  const time = { videoTimescale: 12_800, durationTicks: seconds * 12_800 };
  await ctx.db.insert(media).values({ vodId: vod!.id, accountId, ...object, ...picture, ...time });
  return { accountId, streamId };
}
