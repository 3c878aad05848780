import path from "node:path";
import { sql } from "drizzle-orm";
import { detectionRuns, highlights } from "#drizzle/schema/highlights.ts";
import { chatMessages, signalImports } from "#drizzle/schema/signals.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { importVod } from "#lib/vods/import-vod.ts";
import { processVod } from "#lib/vods/process-vod.ts";
import { makeTestMedia } from "#lib/vods/testing.ts";

/** A processed minute of video with sound in an account, and makers of what refinement works on. */
export async function addRefinableVideo(ctx: Ctx, input: { accountId: AccountId; dir: string; seconds?: number }) {
  const { accountId, dir } = input;
  const name = `long-${input.seconds ?? 60}.mp4`;
  const filePath = await makeTestMedia(ctx, path.join(dir, name), {
    seconds: input.seconds ?? 60,
    rate: "10",
    gopFrames: 20,
  });
  const imported = await importVod(ctx, { accountId, filePath, fileName: name, take: "link" });
  if (!imported.ok) throw new Error(imported.message);
  const { vodId, streamId } = imported;
  const processed = await processVod(ctx, { accountId, vodId, report: () => {} });
  if (!processed.ok) throw new Error(processed.message);

  return {
    vodId,
    streamId,
    addRun: async (): Promise<string> => {
      const [run] = await ctx.db
        .insert(detectionRuns)
        .values({ accountId, vodId, streamId, trigger: "cli", state: "done" })
        .returning();
      return run!.id;
    },
    addHighlight: async (
      detectionRunId: string,
      rank: number,
      more: Partial<typeof highlights.$inferInsert> = {},
    ): Promise<string> => {
      const [row] = await ctx.db
        .insert(highlights)
        .values({
          accountId,
          vodId,
          detectionRunId,
          origin: "detected",
          timescale: 10_240,
          detectedStartTicks: 10_240 * 10,
          detectedEndTicks: 10_240 * (20 + rank),
          rank,
          score: 3,
          contributions: [{ signal: "chat", name: "chat", value: 2, label: "chat 5σ", evidence: [] }],
          ...more,
        })
        .returning({ id: highlights.id });
      return row!.id;
    },
    addChat: async (messages: { offsetMs: number; author: string; text: string }[]): Promise<void> => {
      const [file] = await ctx.db
        .insert(signalImports)
        .values({ accountId, streamId, kind: "chat", state: "done", fileName: "c.txt", sizeBytes: 10 })
        .returning();
      await ctx.db
        .insert(chatMessages)
        .values(messages.map((message) => ({ ...message, accountId, streamId, importId: file!.id })));
    },
    clear: async (): Promise<void> => {
      await ctx.db.execute(sql`delete from highlights where account_id = ${accountId}`);
      await ctx.db.execute(sql`delete from llm_ledger where account_id = ${accountId}`);
      await ctx.db.execute(sql`delete from alerts`);
    },
  };
}
