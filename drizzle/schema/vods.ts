import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { bytes, createdAt, instant, ticks } from "./columns.ts";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** One live broadcast; chat, events and transcript hang on it. */
export const streams = pgTable(
  "streams",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    state: text("state", { enum: ["live", "ended"] })
      .notNull()
      .default("ended"),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    createdAt: createdAt(),
  },
  (table) => [
    index("streams_account_created").on(table.accountId, table.createdAt),
    check("streams_state", sql`${table.state} in ('live', 'ended')`),
  ],
);

/**
 * A stored video. `kind = highlight` is a clip cut here.
 * `trashed` can be restored, `deleting` is hidden while its objects go, `deleted` has no bytes and stays for its clips' sake.
 * `source` (parsed by `lib/vods/schema.ts`) says where the unprocessed bytes are until processing is verified.
 */
export const vods = pgTable(
  "vods",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    streamId: uuid("stream_id").references(() => streams.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["broadcast", "upload", "highlight"] }).notNull(),
    provenance: text("provenance", { enum: ["auto", "manual", "platform"] }),
    state: text("state", { enum: ["imported", "processing", "ready", "failed", "trashed", "deleting", "deleted"] })
      .notNull()
      .default("imported"),
    /** Why `failed`: an error code of `lib/errors.ts`, and the sentence shown. */
    failureCode: text("failure_code"),
    failureText: text("failure_text"),
    externalId: text("external_id").notNull(),
    title: text("title").notNull(),
    sourceFileName: text("source_file_name"),
    source: jsonb("source"),
    durationMs: integer("duration_ms"),
    sizeBytes: bytes("size_bytes").notNull().default(0),
    /** VOD time zero minus stream time zero, so that chat offsets can be moved against the picture. */
    streamOffsetMs: integer("stream_offset_ms").notNull().default(0),
    isPinned: boolean("is_pinned").notNull().default(false),
    readyAt: instant("ready_at"),
    trashedAt: instant("trashed_at"),
    /** Who put it into the trash: a person, or the end of the plan's retention. */
    trashedBy: text("trashed_by", { enum: ["person", "retention"] }),
    /** When it last came back from there: its retention begins anew. */
    restoredAt: instant("restored_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("vods_external_id").on(table.accountId, table.externalId),
    index("vods_account_created").on(table.accountId, table.createdAt),
    index("vods_stream").on(table.streamId),
    check("vods_kind", sql`${table.kind} in ('broadcast', 'upload', 'highlight')`),
    check("vods_provenance", sql`(${table.kind} = 'highlight') = (${table.provenance} is not null)`),
    check(
      "vods_state",
      sql`${table.state} in ('imported', 'processing', 'ready', 'failed', 'trashed', 'deleting', 'deleted')`,
    ),
    check("vods_failure", sql`(${table.state} = 'failed') <= (${table.failureCode} is not null)`),
    check("vods_size", sql`${table.sizeBytes} >= 0`),
    check("vods_trashed", sql`(${table.state} = 'trashed') <= (${table.trashedAt} is not null)`),
    index("vods_leaving").on(table.state, table.trashedAt).where(sql`${table.state} in ('trashed', 'deleting')`),
  ],
);

/** Every object this installation put into the store; the row exists before the bytes do. */
export const storedObjects = pgTable(
  "stored_objects",
  {
    key: text("key").primaryKey(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    vodId: uuid("vod_id").references(() => vods.id, { onDelete: "set null" }),
    role: text("role", { enum: ["video", "audio", "playlist", "thumbnail", "sprite", "clip", "export"] }).notNull(),
    state: text("state", { enum: ["pending", "live", "deleting"] })
      .notNull()
      .default("pending"),
    sizeBytes: bytes("size_bytes").notNull().default(0),
    etag: text("etag"),
    createdAt: createdAt(),
  },
  (table) => [
    index("stored_objects_vod").on(table.vodId),
    // With role and size, usage is summed from the index alone.
    index("stored_objects_usage").on(table.accountId, table.state, table.role, table.sizeBytes),
    check("stored_objects_state", sql`${table.state} in ('pending', 'live', 'deleting')`),
  ],
);

/** A VOD's processed bytes: one file plus its index (`lib/vods/model.ts` MediaIndex). One row a ready broadcast or upload. */
export const media = pgTable(
  "media",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    vodId: uuid("vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    videoKey: text("video_key").notNull(),
    videoEtag: text("video_etag").notNull(),
    videoSizeBytes: bytes("video_size_bytes").notNull(),
    audioKey: text("audio_key"),
    audioEtag: text("audio_etag"),
    audioSizeBytes: bytes("audio_size_bytes"),
    posterKey: text("poster_key"),
    spriteKeys: jsonb("sprite_keys").$type<string[]>().notNull().default([]),
    /** Ticks a second of every video position of this file. */
    videoTimescale: integer("video_timescale").notNull(),
    durationTicks: ticks("duration_ticks").notNull(),
    frameRateNum: integer("frame_rate_num").notNull(),
    frameRateDen: integer("frame_rate_den").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    videoCodec: text("video_codec").notNull(),
    audioCodec: text("audio_codec"),
    /** Segments and keyframes as columns of integers; shape in `lib/vods/schema.ts`. */
    index: jsonb("index").notNull(),
    audioIndex: jsonb("audio_index"),
    probe: jsonb("probe").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("media_vod").on(table.vodId),
    check("media_duration", sql`${table.durationTicks} > 0`),
    check("media_timescale", sql`${table.videoTimescale} > 0`),
    check("media_frame_rate", sql`${table.frameRateNum} > 0 and ${table.frameRateDen} > 0`),
  ],
);

/**
 * Sampled curves of a VOD: loudness, waveform peaks; little-endian Float32 samples. `scene_changes` is a list, not a
 * curve: little-endian Float64 ticks after timeline zero, `samples_per_second` being the video's timescale.
 */
export const mediaSeries = pgTable(
  "media_series",
  {
    vodId: uuid("vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    kind: text("kind", {
      enum: ["loudness_momentary", "loudness_integrated", "waveform_peaks", "scene_changes"],
    }).notNull(),
    samplesPerSecond: integer("samples_per_second").notNull(),
    samples: bytea("samples").notNull(),
  },
  (table) => [primaryKey({ columns: [table.vodId, table.kind] })],
);
