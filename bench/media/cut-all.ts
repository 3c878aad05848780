import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { clipAttempts } from "#drizzle/schema/clips.ts";
import type { CutMode } from "#lib/clips/model.ts";
import { requestCuts } from "#lib/clips/request-cuts.ts";
import { getMedia } from "#lib/vods/queries.ts";
import { createManualHighlight } from "#workers/testing/manual-highlight.ts";
import type { Installation } from "./installation.ts";

export type Bounds = { startSeconds: number; endSeconds: number };

/** What one "cut all" took, with what the store was asked for meanwhile. */
export type CutPass = {
  seconds: number;
  clipBytes: number;
  fetchedBytes: number;
  requests: Record<string, number>;
  /** A GET without an end, or one of more than a few blocks. */
  longGets: number;
};

const longestGetBytes = 64 * 1024 * 1024;

/** `count` stretches over the first `overSeconds`, each beginning somewhere between two keyframes. */
export function spreadBounds(count: number, lengthSeconds: number, overSeconds: number): Bounds[] {
  const slot = overSeconds / count;
  return Array.from({ length: count }, (_, n) => {
    const startSeconds = Math.floor(n * slot + (slot - lengthSeconds) * 0.4) + ((0.31 + n * 0.618) % 1) * 1.9;
    return { startSeconds, endSeconds: startSeconds + lengthSeconds };
  });
}

/** Makes the next reads of the recording cold. */
export async function forgetCached(install: Installation, vodId: string): Promise<void> {
  const { row } = await getMedia(install.ctx, { accountId: install.accountId, vodId });
  await install.ctx.cache.drop({ key: row.videoKey, etag: row.videoEtag, sizeBytes: row.videoSizeBytes });
}

/** Asks for clips of these stretches as the button does and waits until the worker has them all. */
export async function cutAll(
  install: Installation,
  input: { vodId: string; bounds: Bounds[]; mode: CutMode },
): Promise<CutPass> {
  const { ctx, accountId, server } = install;
  const { vodId, mode } = input;
  const highlightIds: string[] = [];
  for (const bounds of input.bounds) {
    highlightIds.push(await createManualHighlight(ctx, { accountId, vodId, ...bounds }));
  }
  server.resetCounts();
  const startedAt = performance.now();
  const { outcomes } = await requestCuts(ctx, { accountId, vodId, highlightIds, mode, actorUserId: null });
  const ids = outcomes.map((one) => {
    if (!one.ok) throw new Error(one.message);
    return one.clipVodId;
  });
  let clipBytes = 0;
  for (const id of ids) clipBytes += await waitForClip(install, id);
  const seconds = (performance.now() - startedAt) / 1000;
  const { sentBytes, requests, gets } = server.counts();
  const longGets = gets.filter((get) => get.lastByte - get.firstByte >= longestGetBytes).length;
  return { seconds, clipBytes, fetchedBytes: sentBytes, requests, longGets };
}

async function waitForClip({ ctx }: Installation, clipVodId: string): Promise<number> {
  for (;;) {
    const [row] = await ctx.db.select().from(clipAttempts).where(eq(clipAttempts.vodId, clipVodId));
    if (row?.state === "ready") return row.sizeBytes!;
    if (row?.state === "failed" || row?.state === "cancelled") throw new Error(`A clip failed: ${row.failureText}`);
    await delay(25);
  }
}
