import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { bytes, createdAt, instant } from "./columns.ts";
import { streams } from "./vods.ts";

/** One chat, event or transcript file handed in for a stream, and what was found in it. */
export const signalImports = pgTable(
  "signal_imports",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    streamId: uuid("stream_id")
      .notNull()
      .references(() => streams.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["chat", "events", "transcript"] }).notNull(),
    state: text("state", { enum: ["queued", "running", "done", "failed", "replaced"] })
      .notNull()
      .default("queued"),
    failureCode: text("failure_code"),
    failureText: text("failure_text"),
    fileName: text("file_name").notNull(),
    source: jsonb("source"),
    sizeBytes: bytes("size_bytes").notNull(),
    format: text("format"),
    parsedCount: integer("parsed_count").notNull().default(0),
    /** Event lines found inside a chat file. */
    eventCount: integer("event_count").notNull().default(0),
    unreadableCount: integer("unreadable_count").notNull().default(0),
    /** First few unreadable lines: `[{ line, text }]`. */
    unreadableExamples: jsonb("unreadable_examples").notNull().default([]),
    offsetMs: integer("offset_ms").notNull().default(0),
    finishedAt: instant("finished_at"),
    createdAt: createdAt(),
  },
  (table) => [
    index("signal_imports_stream").on(table.streamId, table.kind),
    check("signal_imports_kind", sql`${table.kind} in ('chat', 'events', 'transcript')`),
    check("signal_imports_state", sql`${table.state} in ('queued', 'running', 'done', 'failed', 'replaced')`),
  ],
);

const importedRow = () => ({
  id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
  accountId: uuid("account_id").notNull(),
  streamId: uuid("stream_id")
    .notNull()
    .references(() => streams.id, { onDelete: "cascade" }),
});

const importId = () =>
  uuid("import_id")
    .notNull()
    .references(() => signalImports.id, { onDelete: "cascade" });

/**
 * `offset_ms` is milliseconds after stream time zero. `import_id` is neither a foreign key nor indexed: an import goes
 * only with its stream, and both would be work for each of a million messages.
 */
export const chatMessages = pgTable(
  "chat_messages",
  {
    ...importedRow(),
    importId: uuid("import_id").notNull(),
    offsetMs: integer("offset_ms").notNull(),
    author: text("author").notNull(),
    text: text("text").notNull(),
  },
  (table) => [index("chat_messages_stream_offset").on(table.streamId, table.offsetMs, table.id)],
);

export const streamEvents = pgTable(
  "stream_events",
  {
    ...importedRow(),
    importId: importId(),
    offsetMs: integer("offset_ms").notNull(),
    kind: text("kind", { enum: ["raid", "gift", "cheer", "hype_train", "sub", "redemption"] }).notNull(),
    actor: text("actor"),
    /** Raiders, gifted subs, bits or hype level, by kind. */
    amount: integer("amount"),
    text: text("text"),
  },
  (table) => [
    index("stream_events_stream_offset").on(table.streamId, table.offsetMs),
    index("stream_events_import").on(table.importId),
    check("stream_events_kind", sql`${table.kind} in ('raid', 'gift', 'cheer', 'hype_train', 'sub', 'redemption')`),
  ],
);

export const transcriptSegments = pgTable(
  "transcript_segments",
  {
    ...importedRow(),
    importId: importId(),
    startMs: integer("start_ms").notNull(),
    endMs: integer("end_ms").notNull(),
    text: text("text").notNull(),
    /** `[{ startMs, endMs, text }]` where the file gives word times. */
    words: jsonb("words"),
  },
  (table) => [
    index("transcript_segments_stream_start").on(table.streamId, table.startMs),
    index("transcript_segments_import").on(table.importId),
    check("transcript_segments_order", sql`${table.endMs} >= ${table.startMs}`),
  ],
);
