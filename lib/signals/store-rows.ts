import type pg from "pg";
import { cleanText } from "./clean-text.ts";
import { copyLine, copyRows } from "./copy-rows.ts";
import type { ParseReport, SignalKind, StreamEvent } from "./model.ts";
import { type ReadOptions, readChat } from "./read-chat.ts";
import { readEvents } from "./read-events.ts";
import { readTranscript } from "./read-transcript.ts";

export type RowOwner = { accountId: string; streamId: string; importId: string };

const owned = ["account_id", "stream_id", "import_id"];
const eventColumns = [...owned, "offset_ms", "kind", "actor", "amount", "text"];

/** Parses a file of the kind and COPYs its rows on `client`; the report says what was found. */
export async function storeRows(
  client: pg.ClientBase,
  kind: SignalKind,
  filePath: string,
  owner: RowOwner,
  options: ReadOptions,
): Promise<ParseReport> {
  const ids = [owner.accountId, owner.streamId, owner.importId];
  if (kind === "chat") {
    const { batches, report } = await readChat(filePath, options);
    const events: StreamEvent[] = [];
    const pieces = async function* () {
      for await (const batch of batches) {
        events.push(...batch.events);
        let piece = "";
        for (const { offsetMs, author, text } of batch.messages) piece += copyLine([...ids, offsetMs, author, text]);
        if (piece !== "") yield piece;
      }
    };
    await copyRows(client, "chat_messages", [...owned, "offset_ms", "author", "text"], pieces());
    // One COPY at a time a connection: the event lines found on the way follow.
    await copyRows(client, "stream_events", eventColumns, oneBatch(events.map((event) => eventLine(ids, event))));
    return report;
  }
  if (kind === "events") {
    const { batches, report } = await readEvents(filePath, options);
    const pieces = async function* () {
      for await (const batch of batches) yield batch.map((event) => eventLine(ids, event)).join("");
    };
    await copyRows(client, "stream_events", eventColumns, pieces());
    return report;
  }
  const { batches, report } = await readTranscript(filePath, options);
  const pieces = async function* () {
    for await (const batch of batches) {
      yield batch
        .map(({ startMs, endMs, text, words }) =>
          copyLine([...ids, startMs, endMs, text, words === null ? null : JSON.stringify(words)]),
        )
        .join("");
    }
  };
  await copyRows(client, "transcript_segments", [...owned, "start_ms", "end_ms", "text", "words"], pieces());
  return report;
}

async function* oneBatch(lines: string[]): AsyncGenerator<string> {
  if (lines.length > 0) yield lines.join("");
}

const highestInteger = 2_147_483_647;

function eventLine(ids: string[], { offsetMs, kind, actor, amount, text }: StreamEvent): string {
  const bounded = amount === null ? null : Math.max(0, Math.min(highestInteger, Math.round(amount)));
  return copyLine([...ids, offsetMs, kind, actor && cleanText(actor), bounded, text && cleanText(text)]);
}
