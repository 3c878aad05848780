import { appendFileSync, copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { demoDurationSeconds, demoMoments } from "#drizzle/seed/demo-moments.ts";
import { demoChat, demoEvents, demoTranscript } from "#drizzle/seed/demo-signals.ts";
import { makeSampleVideo } from "#drizzle/seed/make-sample-video.ts";
import { loadConfig } from "#lib/config.ts";
import { createLog } from "#lib/platform/log.ts";

export type Recording = { video: string; chat: string; events: string; transcript: string };

/** A small recording made by ffmpeg, with chat, events and transcript that peak at the same moments. Made once a run. */
export async function makeRecording(): Promise<Recording> {
  const dir = path.join(os.tmpdir(), `vodmanager-e2e-files-${process.pid}`);
  mkdirSync(dir, { recursive: true });
  const video = path.join(dir, "Friday night.mp4");
  if (!existsSync(video)) {
    const making = path.join(dir, "making.mp4");
    const ctx = {
      config: loadConfig({ ...process.env }),
      log: createLog({ level: "silent", name: "e2e" }),
      signal: new AbortController().signal,
    };
    const burstsAtSeconds = demoMoments.map((moment) => moment.atSeconds);
    await makeSampleVideo(ctx, { filePath: making, durationSeconds: demoDurationSeconds, burstsAtSeconds });
    renameSync(making, video);
  }
  const file = (name: string, content: string) => {
    const filePath = path.join(dir, name);
    writeFileSync(filePath, content);
    return filePath;
  };
  return {
    video,
    chat: file("chat.txt", demoChat()),
    events: file("events.jsonl", demoEvents()),
    transcript: file("transcript.srt", demoTranscript()),
  };
}

/**
 * The same recording as another file for a test of its own: the same bytes again would be the same video, an empty box
 * behind them makes it another.
 */
export async function makeRecordingFor(name: string): Promise<Recording> {
  const recording = await makeRecording();
  const video = path.join(path.dirname(recording.video), `${name}.mp4`);
  copyFileSync(recording.video, video);
  const box = Buffer.concat([Buffer.from([0, 0, 0, 8 + name.length]), Buffer.from(`free${name}`, "latin1")]);
  appendFileSync(video, box);
  return { ...recording, video };
}

const sharedDir = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../shared/data");

/** A real recording and a real chat beside the checkout, or null where there are none. */
export function findRealRecording(): { video: string; chat: string } | null {
  const video = path.join(sharedDir, "media/dvr-34min.mp4");
  const chat = path.join(sharedDir, "chat-cliplinks/WoolieVersus_0353126796.txt.gz");
  return existsSync(video) && existsSync(chat) ? { video, chat } : null;
}
