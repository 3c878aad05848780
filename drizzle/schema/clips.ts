import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { authUsers } from "./auth.ts";
import { bytes, createdAt, instant, ticks } from "./columns.ts";
import { highlights } from "./highlights.ts";
import { vods } from "./vods.ts";

/**
 * What a vod of kind `highlight` is the clip of: one row a (highlight, profile, with captions or without), made before any
 * work.
 * `currentAttempt` flips to an attempt only after its object is verified.
 */
export const clips = pgTable(
  "clips",
  {
    vodId: uuid("vod_id")
      .primaryKey()
      .references(() => vods.id, { onDelete: "cascade" }),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    highlightId: uuid("highlight_id")
      .notNull()
      .references(() => highlights.id, { onDelete: "cascade" }),
    sourceVodId: uuid("source_vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    profile: text("profile").notNull().default("landscape"),
    isCaptioned: boolean("is_captioned").notNull().default(false),
    /** The one whose state its highlight shows: as the video is, without captions. */
    isMain: boolean("is_main").notNull().generatedAlwaysAs(sql`profile = 'landscape' and not is_captioned`),
    currentAttempt: integer("current_attempt"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("clips_highlight_variant").on(table.highlightId, table.profile, table.isCaptioned),
    index("clips_account").on(table.accountId),
    index("clips_source_vod").on(table.sourceVodId),
  ],
);

/** One try at making a clip's file. Its object key contains the attempt, so tries never write over one another. */
export const clipAttempts = pgTable(
  "clip_attempts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    vodId: uuid("vod_id")
      .notNull()
      .references(() => clips.vodId, { onDelete: "cascade" }),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    attempt: integer("attempt").notNull(),
    state: text("state", { enum: ["queued", "cutting", "ready", "failed", "cancelled", "skipped"] })
      .notNull()
      .default("queued"),
    mode: text("mode", { enum: ["fast", "exact", "render"] }).notNull(),
    timescale: integer("timescale").notNull(),
    startTicks: ticks("start_ticks").notNull(),
    endTicks: ticks("end_ticks").notNull(),
    /** The plan shown before cutting: `CutPlan` of `lib/clips/model.ts`. */
    plan: jsonb("plan"),
    /** Asked for by "Create clip anyway": cut although the highlight was judged not to be a clip. */
    anyway: boolean("anyway").notNull().default(false),
    objectKey: text("object_key").notNull().unique(),
    sizeBytes: bytes("size_bytes"),
    durationMs: integer("duration_ms"),
    /** `{ storeBytes, cacheBytes, writtenBytes }`. */
    byteMeter: jsonb("byte_meter"),
    /** How far the cutting is, 0 to 1; the worker writes it while it cuts. */
    fraction: doublePrecision("fraction").notNull().default(0),
    failureCode: text("failure_code"),
    failureText: text("failure_text"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("clip_attempts_number").on(table.vodId, table.attempt),
    uniqueIndex("clip_attempts_one_open").on(table.vodId).where(sql`${table.state} in ('queued', 'cutting')`),
    check("clip_attempts_order", sql`${table.startTicks} >= 0 and ${table.startTicks} < ${table.endTicks}`),
    check(
      "clip_attempts_state",
      sql`${table.state} in ('queued', 'cutting', 'ready', 'failed', 'cancelled', 'skipped')`,
    ),
    check("clip_attempts_fraction", sql`${table.fraction} between 0 and 1`),
    check("clip_attempts_ready", sql`${table.state} <> 'ready' or ${table.sizeBytes} > 0`),
  ],
);

/**
 * Caption text written for a highlight, in milliseconds of its VOD; without a row, or with `lines` null, the transcript
 * counts. A clip with captions is older than its text when its attempt was made with another `version`.
 */
export const highlightCaptions = pgTable(
  "highlight_captions",
  {
    highlightId: uuid("highlight_id")
      .primaryKey()
      .references(() => highlights.id, { onDelete: "cascade" }),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** What the lines stand for: outside of it the transcript counts. */
    fromMs: integer("from_ms").notNull(),
    toMs: integer("to_ms").notNull(),
    /** `CaptionLine[]` of `lib/clips/captions/model.ts`. */
    lines: jsonb("lines"),
    version: integer("version").notNull(),
    updatedBy: text("updated_by").references(() => authUsers.id, { onDelete: "set null" }),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("highlight_captions_account").on(table.accountId),
    check("highlight_captions_order", sql`${table.fromMs} < ${table.toMs}`),
    check("highlight_captions_version", sql`${table.version} >= 1`),
  ],
);
