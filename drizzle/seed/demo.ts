import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { eq } from "drizzle-orm";
import { streams } from "#drizzle/schema/vods.ts";
import type { Ctx } from "#lib/context.ts";
import type { AccountId } from "#lib/ids.ts";
import { importRecording } from "#lib/signals/import-recording.ts";
import { demoDurationSeconds, demoMoments } from "./demo-moments.ts";
import { demoChat, demoEvents, demoTranscript } from "./demo-signals.ts";
import { makeSampleVideo } from "./make-sample-video.ts";

/**
 * Imports the demo recording into the account unless it has a stream already. Returns whether it did.
 * Its files are made below `<dataDir>/demo` and stay there; killed at any line, the next run goes on.
 */
export async function seedDemo(ctx: Ctx, input: { accountId: AccountId }): Promise<boolean> {
  const [stream] = await ctx.db
    .select({ id: streams.id })
    .from(streams)
    .where(eq(streams.accountId, input.accountId))
    .limit(1);
  if (stream) return false;

  const dir = path.join(ctx.config.dataDir, "demo");
  await mkdir(dir, { recursive: true });
  const video = path.join(dir, "demo-stream.mp4");
  if (!existsSync(video)) {
    const making = path.join(dir, `making-${process.pid}.mp4`);
    const burstsAtSeconds = demoMoments.map((moment) => moment.atSeconds);
    await makeSampleVideo(ctx, { filePath: making, durationSeconds: demoDurationSeconds, burstsAtSeconds });
    await rename(making, video);
  }
  const text = async (fileName: string, content: string) => {
    const filePath = path.join(dir, fileName);
    await writeFile(filePath, content);
    return { filePath, fileName, take: "link" as const };
  };
  await importRecording(ctx, {
    accountId: input.accountId,
    title: "Demo: Lava Temple, any percent",
    video: { filePath: video, fileName: "demo-stream.mp4", take: "link" },
    signals: [
      { kind: "chat", ...(await text("demo-chat.txt", demoChat())) },
      { kind: "events", ...(await text("demo-events.jsonl", demoEvents())) },
      { kind: "transcript", ...(await text("demo-transcript.srt", demoTranscript())) },
    ],
  });
  return true;
}
