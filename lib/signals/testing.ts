import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ChatMessage, ParseReport, StreamEvent, TranscriptSegment } from "./model.ts";
import { type ReadOptions, readChat } from "./read-chat.ts";
import { readEvents } from "./read-events.ts";
import { readTranscript } from "./read-transcript.ts";

/** Real material beside the checkout; tests that need it are skipped where it is absent. */
export const sharedData = path.resolve(import.meta.dirname, "../../../shared/data");

/** Runs `work` on a file with this content; the file is gone afterwards. */
export async function withFile<Result>(
  content: string | Uint8Array,
  work: (filePath: string) => Promise<Result>,
): Promise<Result> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "vodmanager-signals-"));
  try {
    const filePath = path.join(dir, "file");
    writeFileSync(filePath, content);
    return await work(filePath);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A whole chat file at once. */
export async function readAllChat(
  filePath: string,
  options?: ReadOptions,
): Promise<{ messages: ChatMessage[]; events: StreamEvent[]; report: ParseReport }> {
  const { batches, report } = await readChat(filePath, options);
  const messages: ChatMessage[] = [];
  const events: StreamEvent[] = [];
  for await (const batch of batches) {
    for (const one of batch.messages) messages.push(one);
    events.push(...batch.events);
  }
  return { messages, events, report };
}

/** A whole events file at once. */
export async function readAllEvents(
  filePath: string,
  options?: ReadOptions,
): Promise<{ events: StreamEvent[]; report: ParseReport }> {
  const { batches, report } = await readEvents(filePath, options);
  const events: StreamEvent[] = [];
  for await (const batch of batches) events.push(...batch);
  return { events, report };
}

/** A whole transcript at once. */
export async function readAllTranscript(
  filePath: string,
  options?: ReadOptions,
): Promise<{ segments: TranscriptSegment[]; report: ParseReport }> {
  const { batches, report } = await readTranscript(filePath, options);
  const segments: TranscriptSegment[] = [];
  for await (const batch of batches) segments.push(...batch);
  return { segments, report };
}
