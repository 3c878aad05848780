import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import { media, vods } from "#drizzle/schema/vods.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { programArgs } from "../up/program-args.ts";
import { createManualHighlight } from "./manual-highlight.ts";

/**
 * A worker process as on a host of its own: another data directory, and with it another cache, scratch and name. A file
 * store's objects are a directory that all of them see.
 */
export async function startHost(input: {
  dir: string;
  env: Record<string, string>;
  /** Where the file store's objects are; none with S3. */
  objectsDir?: string;
}): Promise<ChildProcess> {
  mkdirSync(input.dir, { recursive: true });
  if (input.objectsDir !== undefined) symlinkSync(input.objectsDir, path.join(input.dir, "objects"));
  const child = spawn(process.execPath, programArgs("main"), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...input.env, VODMANAGER_DATA_DIR: input.dir },
  });
  await once(child, "message");
  return child;
}

/** Recordings with the media of one that was processed, and a clip asked of each: as many cut jobs. */
export async function requestManyCuts(
  ctx: Ctx,
  input: { accountId: AccountId; vodId: string; count: number },
): Promise<void> {
  const { accountId } = input;
  const [video] = await ctx.db.select().from(vods).where(eq(vods.id, input.vodId));
  const [row] = await ctx.db.select().from(media).where(eq(media.vodId, input.vodId));
  for (let n = 0; n < input.count; n += 1) {
    const vodId = randomUUID();
    await ctx.db.insert(vods).values({ ...video!, id: vodId, externalId: `copy-${vodId}`, createdAt: undefined });
    await ctx.db.insert(media).values({ ...row!, id: randomUUID(), vodId, createdAt: undefined });
    const startSeconds = 1 + (n % 10) / 10;
    const bounds = { startSeconds, endSeconds: startSeconds + 3 };
    const highlightIds = [await createManualHighlight(ctx, { accountId, vodId, ...bounds })];
    await requestCuts(ctx, { accountId, vodId, highlightIds, mode: "fast", actorUserId: null });
  }
}
