import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { seedLlmSettings } from "#drizzle/seed/llm-settings.ts";
import { seedPlans } from "#drizzle/seed/plans.ts";
import { createAccount } from "#lib/accounts/create-account.ts";
import { createUser } from "#lib/accounts/create-user.ts";
import { loadConfig } from "#lib/config.ts";
import { type Ctx, createContext } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { migrateDatabase } from "#lib/platform/db/migrate.ts";
import { findFreePort } from "#lib/platform/embedded-postgres/start.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { holdPostgres } from "#workers/up/hold-postgres.ts";
import { benchUser, projectDir } from "../media/installation.ts";
import { say } from "../media/tools.ts";
import { makeRecording } from "./make-recording.ts";
import { type SeedCounts, seedSignals } from "./seed.ts";

/** An installation with its data kept from run to run: the recording is processed and the rows are written once. */
export type UiInstallation = {
  ctx: Ctx;
  env: NodeJS.ProcessEnv;
  accountId: AccountId;
  vodId: string;
  streamId: string;
  seconds: number;
  dir: string;
  close: () => Promise<void>;
};

type Made = { accountId: AccountId; vodId: string; streamId: string };

const cacheDir = path.join(projectDir, "node_modules/.cache/vodmanager-bench");
const seconds = 8 * 3600;
export const counts: SeedCounts = { messages: 500_000, events: 400, highlights: 200, clips: 30, segments: 9_600 };

export async function openUiInstallation(): Promise<UiInstallation> {
  const dir = path.join(cacheDir, `ui-${digestOfMaking()}`);
  const wholePath = path.join(dir, "whole.json");
  const isMade = existsSync(wholePath);
  // A making that didn't come to its end is begun anew.
  if (!isMade) rmSync(dir, { recursive: true, force: true });
  const dataDir = path.join(dir, "data");
  await mkdir(dataDir, { recursive: true });
  const postgres = holdPostgres({ dir: path.join(dir, "postgres"), say, onMoved: () => {} });
  try {
    const databaseUrl = await postgres.databaseUrl;
    const port = await findFreePort();
    const env = {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("S3_"))),
      NODE_ENV: "production" as const,
      VODMANAGER_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      HOST: "127.0.0.1",
      PORT: String(port),
      APP_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: "warn",
    };
    await migrateDatabase(databaseUrl);
    const ctx = createContext({ config: loadConfig(env), name: "bench" });
    const close = async () => {
      await ctx.close();
      await postgres.stop();
    };
    if (!isMade) writeFileSync(wholePath, JSON.stringify(await makeData(ctx, dir)));
    const made = JSON.parse(readFileSync(wholePath, "utf8")) as Made;
    return { ctx, env, ...made, seconds, dir, close };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** What was made by other code is made again. */
function digestOfMaking(): string {
  const hash = createHash("sha256");
  for (const name of ["make-recording.ts", "seed.ts"])
    hash.update(readFileSync(path.join(projectDir, "bench/ui", name)));
  return hash.update(JSON.stringify({ counts, seconds })).digest("hex").slice(0, 12);
}

async function makeData(ctx: Ctx, dir: string): Promise<Made> {
  await seedPlans(ctx);
  await seedLlmSettings(ctx);
  const ownerUserId = await createUser(ctx, benchUser);
  const account = { slug: "bench", name: "Bench", planId: "studio", ownerUserId };
  const accountId = (await createAccount(ctx, account)) as AccountId;
  say("making the recording of 8 hours (once)");
  const filePath = path.join(dir, "recording.mp4");
  await makeRecording(ctx.config, { filePath, seconds, cacheDir });
  say("processing it (once)");
  const title = "Friday night, 8 hours";
  const imported = await importVod(ctx, { accountId, filePath, fileName: "recording.mp4", title, take: "move" });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId, streamId } = imported;
  const processed = await processVod(ctx, { accountId, vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);
  say("writing chat, events, transcript and highlights (once)");
  await seedSignals(ctx, { accountId, vodId, streamId, seconds, counts });
  return { accountId, vodId, streamId };
}
