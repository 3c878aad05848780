import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { accounts } from "./accounts.ts";
import { authUsers } from "./auth.ts";
import { createdAt, instant, ticks } from "./columns.ts";
import { streams, vods } from "./vods.ts";

/** One run of detection over a stream's VOD. At most one queued or running a stream. */
export const detectionRuns = pgTable(
  "detection_runs",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    streamId: uuid("stream_id")
      .notNull()
      .references(() => streams.id, { onDelete: "cascade" }),
    vodId: uuid("vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    trigger: text("trigger", { enum: ["auto", "screen", "cli"] }).notNull(),
    state: text("state", { enum: ["queued", "running", "done", "failed"] })
      .notNull()
      .default("queued"),
    failureCode: text("failure_code"),
    failureText: text("failure_text"),
    settings: jsonb("settings").notNull().default({}),
    /** `{ chat: { state, ... }, events, transcript, audio }`; shape in `lib/highlights/schema.ts`. */
    signalStates: jsonb("signal_states"),
    /** `DetectionDiff` of `lib/highlights/model.ts`: against the highlights that were there. */
    diff: jsonb("diff"),
    /** `ReactionLag` of `lib/highlights/model.ts`: how long after a moment this chat reacts. */
    lag: jsonb("lag"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    createdAt: createdAt(),
  },
  (table) => [
    index("detection_runs_stream").on(table.streamId, table.createdAt),
    uniqueIndex("detection_runs_one_open").on(table.streamId).where(sql`${table.state} in ('queued', 'running')`),
    check("detection_runs_state", sql`${table.state} in ('queued', 'running', 'done', 'failed')`),
    check("detection_runs_trigger", sql`${table.trigger} in ('auto', 'screen', 'cli')`),
  ],
);

/**
 * A suggested or hand-made range of a VOD. Bounds are ticks of `timescale` (the media's video time base);
 * start is the first frame shown, end the first frame not shown. Trimmed bounds win over refined, refined over detected.
 */
export const highlights = pgTable(
  "highlights",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    vodId: uuid("vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    detectionRunId: uuid("detection_run_id").references(() => detectionRuns.id, { onDelete: "set null" }),
    origin: text("origin", { enum: ["detected", "manual"] }).notNull(),
    timescale: integer("timescale").notNull(),
    detectedStartTicks: ticks("detected_start_ticks").notNull(),
    detectedEndTicks: ticks("detected_end_ticks").notNull(),
    refinedStartTicks: ticks("refined_start_ticks"),
    refinedEndTicks: ticks("refined_end_ticks"),
    trimmedStartTicks: ticks("trimmed_start_ticks"),
    trimmedEndTicks: ticks("trimmed_end_ticks"),
    peakTicks: ticks("peak_ticks"),
    rank: integer("rank"),
    score: doublePrecision("score").notNull().default(0),
    /** `Contribution[]` of `lib/highlights/model.ts`. */
    contributions: jsonb("contributions").notNull().default([]),
    title: text("title"),
    tags: jsonb("tags").notNull().default([]),
    reviewState: text("review_state", { enum: ["suggested", "approved", "rejected"] })
      .notNull()
      .default("suggested"),
    refineState: text("refine_state", { enum: ["none", "queued", "running", "done", "failed", "skipped"] })
      .notNull()
      .default("none"),
    refineReason: text("refine_reason"),
    isClipable: boolean("is_clipable"),
    clipableReason: text("clipable_reason"),
    confidence: doublePrecision("confidence"),
    cutState: text("cut_state", {
      enum: ["none", "queued", "cutting", "ready", "failed", "skipped", "stale"],
    })
      .notNull()
      .default("none"),
    cutReason: text("cut_reason"),
    /** Raised by one with every change; a write names the version it saw. */
    version: integer("version").notNull().default(1),
    /**
     * Raised by one whenever a person changes it, or detection moves or hides it; never by cutting or refining. What a
     * person writes names the one they saw.
     */
    editVersion: integer("edit_version").notNull().default(1),
    hiddenAt: instant("hidden_at"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    index("highlights_vod_rank").on(table.vodId, table.rank),
    index("highlights_account").on(table.accountId),
    check("highlights_origin", sql`${table.origin} in ('detected', 'manual')`),
    check("highlights_timescale", sql`${table.timescale} > 0`),
    check(
      "highlights_detected_order",
      sql`${table.detectedStartTicks} >= 0 and ${table.detectedStartTicks} < ${table.detectedEndTicks}`,
    ),
    check(
      "highlights_refined_order",
      sql`(${table.refinedStartTicks} is null) = (${table.refinedEndTicks} is null) and (${table.refinedStartTicks} is null or (${table.refinedStartTicks} >= 0 and ${table.refinedStartTicks} < ${table.refinedEndTicks}))`,
    ),
    check(
      "highlights_trimmed_order",
      sql`(${table.trimmedStartTicks} is null) = (${table.trimmedEndTicks} is null) and (${table.trimmedStartTicks} is null or (${table.trimmedStartTicks} >= 0 and ${table.trimmedStartTicks} < ${table.trimmedEndTicks}))`,
    ),
    check("highlights_review_state", sql`${table.reviewState} in ('suggested', 'approved', 'rejected')`),
    check(
      "highlights_refine_state",
      sql`${table.refineState} in ('none', 'queued', 'running', 'done', 'failed', 'skipped')`,
    ),
    check(
      "highlights_cut_state",
      sql`${table.cutState} in ('none', 'queued', 'cutting', 'ready', 'failed', 'skipped', 'stale')`,
    ),
    check("highlights_confidence", sql`${table.confidence} is null or ${table.confidence} between 0 and 1`),
  ],
);

/** Every iteration of every refinement, kept. */
export const refinements = pgTable(
  "refinements",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    highlightId: uuid("highlight_id")
      .notNull()
      .references(() => highlights.id, { onDelete: "cascade" }),
    detectionRunId: uuid("detection_run_id").references(() => detectionRuns.id, { onDelete: "set null" }),
    iteration: integer("iteration").notNull(),
    backend: text("backend").notNull(),
    model: text("model").notNull(),
    promptVersion: text("prompt_version").notNull(),
    /** SHA-256 of everything the backend was given; an unchanged window reuses the kept answer. */
    inputHash: text("input_hash").notNull(),
    state: text("state", { enum: ["running", "done", "failed"] }).notNull(),
    /** Bounds the iteration started from, in seconds of the VOD; null in rows older than these columns. */
    beforeStartSeconds: doublePrecision("before_start_seconds"),
    beforeEndSeconds: doublePrecision("before_end_seconds"),
    /** Requests made for it, the last one included. */
    tries: integer("tries").notNull().default(1),
    /** The validated answer: `RefinementAnswer` of `lib/refine/schema.ts`. */
    answer: jsonb("answer"),
    failureCode: text("failure_code"),
    failureText: text("failure_text"),
    inputTokens: integer("input_tokens"),
    outputTokens: integer("output_tokens"),
    costUsd: numeric("cost_usd", { precision: 12, scale: 6 }).notNull().default("0"),
    latencyMs: integer("latency_ms"),
    createdAt: createdAt(),
  },
  (table) => [
    // Failed ones stay as history beside the one that is tried after them.
    uniqueIndex("refinements_iteration")
      .on(table.highlightId, table.inputHash, table.iteration)
      .where(sql`${table.state} <> 'failed'`),
    index("refinements_highlight").on(table.highlightId, table.createdAt),
    index("refinements_kept").on(table.accountId, table.inputHash),
    check("refinements_before", sql`${table.beforeStartSeconds} < ${table.beforeEndSeconds}`),
    check("refinements_iteration_positive", sql`${table.iteration} >= 1`),
    check("refinements_state", sql`${table.state} in ('running', 'done', 'failed')`),
    check("refinements_answer", sql`(${table.state} = 'done') = (${table.answer} is not null)`),
  ],
);

/**
 * Money promised to and spent by model calls: one row a request, by account, month (`2026-11`) and day (`2026-11-26`),
 * both UTC. A promise counts as spent until it is settled to the real cost or released.
 */
export const llmLedger = pgTable(
  "llm_ledger",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    refinementId: uuid("refinement_id").references(() => refinements.id, { onDelete: "set null" }),
    detectionRunId: uuid("detection_run_id").references(() => detectionRuns.id, { onDelete: "set null" }),
    backend: text("backend").notNull(),
    model: text("model").notNull(),
    month: text("month").notNull(),
    day: text("day").notNull(),
    state: text("state", { enum: ["reserved", "settled", "released"] })
      .notNull()
      .default("reserved"),
    reservedUsd: numeric("reserved_usd", { precision: 12, scale: 6 }).notNull(),
    settledUsd: numeric("settled_usd", { precision: 12, scale: 6 }),
    /** When the request left; null: it never did, so it can't have cost anything. */
    sentAt: instant("sent_at"),
    /** A promise older than this is of a process that died. */
    expiresAt: instant("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("llm_ledger_account_month").on(table.accountId, table.month),
    index("llm_ledger_day").on(table.day),
    index("llm_ledger_open").on(table.expiresAt).where(sql`${table.state} = 'reserved'`),
    index("llm_ledger_run").on(table.detectionRunId),
    check("llm_ledger_settled", sql`(${table.state} = 'settled') = (${table.settledUsd} is not null)`),
    check("llm_ledger_state", sql`${table.state} in ('reserved', 'settled', 'released')`),
    check(
      "llm_ledger_amounts",
      sql`${table.reservedUsd} >= 0 and (${table.settledUsd} is null or ${table.settledUsd} >= 0)`,
    ),
  ],
);

/** What one person did to the highlights of one VOD, in order: what undo and redo step through. One row may have changed many. */
export const edits = pgTable(
  "edits",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    vodId: uuid("vod_id")
      .notNull()
      .references(() => vods.id, { onDelete: "cascade" }),
    actorUserId: text("actor_user_id")
      .notNull()
      .references(() => authUsers.id, { onDelete: "cascade" }),
    /** Unique in the person's history of the VOD, so that two tabs can't both be next. */
    position: integer("position").notNull(),
    kind: text("kind", {
      enum: ["approve", "reject", "restore", "trim", "retitle", "split", "merge", "duplicate", "create", "remove"],
    }).notNull(),
    /** What it was, in words: `trim of Highlight 3`. */
    label: text("label").notNull(),
    /** `dropped`: can't be stepped to any more, because something else was done instead or since. */
    state: text("state", { enum: ["done", "undone", "dropped"] })
      .notNull()
      .default("done"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("edits_position").on(table.vodId, table.actorUserId, table.position),
    index("edits_steps").on(table.vodId, table.actorUserId, table.state, table.position),
    check(
      "edits_kind",
      sql`${table.kind} in ('approve', 'reject', 'restore', 'trim', 'retitle', 'split', 'merge', 'duplicate', 'create', 'remove')`,
    ),
    check("edits_state", sql`${table.state} in ('done', 'undone', 'dropped')`),
  ],
);

/** What people did to highlights, in order, with the state before and after: undo, redo and labels come from here. */
export const actionLog = pgTable(
  "action_log",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    highlightId: uuid("highlight_id")
      .notNull()
      .references(() => highlights.id, { onDelete: "cascade" }),
    actorUserId: text("actor_user_id").references(() => authUsers.id, { onDelete: "set null" }),
    action: text("action", {
      enum: [
        "create",
        "approve",
        "reject",
        "restore",
        "trim",
        "cut",
        "cut_anyway",
        "retitle",
        "split",
        "merge",
        "duplicate",
        "remove",
      ],
    }).notNull(),
    /** The edit it is a part of; null for cuts, and for what was done on the command line. */
    editId: uuid("edit_id").references(() => edits.id, { onDelete: "set null" }),
    /** Position in the highlight's history; unique so that two tabs can't both be next. */
    position: integer("position").notNull(),
    before: jsonb("before"),
    after: jsonb("after"),
    /** The highlight's `edit_version` with the state before and after it; undoing gives a state a new number. */
    versionBefore: integer("version_before"),
    versionAfter: integer("version_after"),
    /** Set while the edit is undone: it is no label then. */
    undoneAt: instant("undone_at"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("action_log_position").on(table.highlightId, table.position),
    index("action_log_account").on(table.accountId, table.createdAt),
    index("action_log_edit").on(table.editId),
  ],
);
