import { AppError } from "#lib/errors.ts";
import { readChat } from "../read-chat.ts";
import { readEvents } from "../read-events.ts";
import { readTranscript } from "../read-transcript.ts";

/** Reads a file to its end as an import does, and says on stdout how it ended and how much memory the process had. */
const [kind, filePath] = process.argv.slice(2) as ["chat" | "events" | "transcript", string];
const startedAt = performance.now();
const readers = { chat: readChat, events: readEvents, transcript: readTranscript };
let code = "read";
let message = "";
let rowCount = 0;
try {
  const { batches, report } = await readers[kind](filePath);
  for await (const _ of batches) rowCount = report.parsedCount + report.eventCount;
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  ({ code, message } = error);
}
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
const ms = Math.round(performance.now() - startedAt);
process.stdout.write(JSON.stringify({ code, message, rowCount, maxRssMb, ms }));
