import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
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
import { authUsers } from "./auth.ts";
import { bytes, createdAt, instant } from "./columns.ts";

/** What the screen shows of a job: one row a (task, subject), written over by every try. */
export const jobProgress = pgTable(
  "job_progress",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    task: text("task").notNull(),
    subjectId: uuid("subject_id").notNull(),
    state: text("state", { enum: ["queued", "running", "waiting", "done", "failed", "cancelled"] }).notNull(),
    /** Word for what it does now, e.g. `remux`, `thumbnails`. */
    step: text("step"),
    /** 0 to 1. */
    fraction: doublePrecision("fraction").notNull().default(0),
    reasonCode: text("reason_code"),
    reasonText: text("reason_text"),
    tries: integer("tries").notNull().default(0),
    meter: jsonb("meter"),
    /** Since when it waits for trouble outside of it to pass (a full disk, the store away); null when it doesn't. */
    waitingSince: instant("waiting_since"),
    /** Somebody asked to end it: the worker that runs it stops within a second, one that takes it doesn't begin. */
    cancelAskedAt: instant("cancel_asked_at"),
    startedAt: instant("started_at"),
    finishedAt: instant("finished_at"),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (table) => [
    unique("job_progress_subject").on(table.task, table.subjectId),
    index("job_progress_account").on(table.accountId, table.updatedAt),
    check("job_progress_state", sql`${table.state} in ('queued', 'running', 'waiting', 'done', 'failed', 'cancelled')`),
    check("job_progress_fraction", sql`${table.fraction} between 0 and 1`),
  ],
);

/** Processes that take jobs. `id` prefixes the graphile worker ids, so a silent process's locks can be freed. */
export const workerProcesses = pgTable(
  "worker_processes",
  {
    id: text("id").primaryKey(),
    hostId: text("host_id").notNull(),
    pid: integer("pid").notNull(),
    /** `application_name` of its database connections; they are ended with its locks, so that a sleeping process holds none. */
    connectionName: text("connection_name").notNull().default(""),
    heartbeatAt: instant("heartbeat_at").notNull().defaultNow(),
    startedAt: instant("started_at").notNull().defaultNow(),
  },
  (table) => [index("worker_processes_heartbeat").on(table.heartbeatAt)],
);

/**
 * What the store and our rows disagree about: an object without a row (`orphan`), a live row without its object
 * (`missing`). Acted on only when a later look finds the same again.
 */
export const storeStrikes = pgTable(
  "store_strikes",
  {
    key: text("key").primaryKey(),
    kind: text("kind", { enum: ["orphan", "missing"] }).notNull(),
    etag: text("etag").notNull(),
    sizeBytes: bytes("size_bytes").notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
  },
  (table) => [check("store_strikes_kind", sql`${table.kind} in ('orphan', 'missing')`)],
);

/** What all processes counted since the installation began; each adds what it counted since it last did. `lib/platform/metrics.ts`. */
export const metricCounters = pgTable(
  "metric_counters",
  {
    name: text("name").notNull(),
    /** Prometheus label pairs in order, e.g. `task="cut_clips",outcome="done"`; empty for none. */
    labels: text("labels").notNull().default(""),
    value: doublePrecision("value").notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.labels] })],
);

/**
 * What a failed try threw, with its stack, redacted. For who operates the installation only: no route of an account
 * reads it. Kept for 30 days.
 */
export const jobFailures = pgTable(
  "job_failures",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    task: text("task").notNull(),
    subjectId: uuid("subject_id").notNull(),
    attempt: integer("attempt").notNull(),
    code: text("code").notNull(),
    message: text("message").notNull(),
    stack: text("stack").notNull(),
    /** Whether the queue tries it again by itself. */
    isTriedAgain: boolean("is_tried_again").notNull(),
    hostId: text("host_id").notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("job_failures_created").on(table.createdAt, table.id)],
);

/** Kinds of jobs that an operator holds back: a worker that takes one puts it off until the row is gone. */
export const pausedTasks = pgTable("paused_tasks", {
  task: text("task").primaryKey(),
  pausedBy: text("paused_by").references(() => authUsers.id, { onDelete: "set null" }),
  createdAt: createdAt(),
});

/** What operators did outside of their own account, in order. */
export const adminActions = pgTable(
  "admin_actions",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    actorUserId: text("actor_user_id").references(() => authUsers.id, { onDelete: "set null" }),
    action: text("action", {
      enum: [
        "detect",
        "pause_task",
        "resume_task",
        "sweep_cache",
        "acknowledge_alert",
        "resolve_alert",
        "save_plan",
        "assign_plan",
        "change_refinement",
        "set_price",
        "remove_price",
        "reset_password",
      ],
    }).notNull(),
    /** The account it was done to; null: all of them. */
    accountId: uuid("account_id").references(() => accounts.id, { onDelete: "set null" }),
    /** What it was done to, in words fit for the list: a stream's title, a task, a host. */
    subject: text("subject").notNull(),
    subjectId: uuid("subject_id"),
    createdAt: createdAt(),
  },
  (table) => [index("admin_actions_created").on(table.createdAt, table.id)],
);

/**
 * The source cache of one host, written by its processes every so often. `store_bytes` and `cache_bytes` are counted up
 * since `counting_since` over all of them.
 */
export const sourceCaches = pgTable("source_caches", {
  hostId: text("host_id").primaryKey(),
  hostName: text("host_name").notNull(),
  sizeBytes: bytes("size_bytes").notNull(),
  maxBytes: bytes("max_bytes").notNull(),
  entryCount: integer("entry_count").notNull(),
  /** Bytes fetched from the store, and bytes served without a fetch of their own. */
  storeBytes: bytes("store_bytes").notNull().default(0),
  cacheBytes: bytes("cache_bytes").notNull().default(0),
  countingSince: instant("counting_since").notNull().defaultNow(),
  measuredAt: instant("measured_at").notNull().defaultNow(),
  /** An operator asked for a sweep; the host's worker does it and takes this away. */
  sweepAskedAt: instant("sweep_asked_at"),
  sweptAt: instant("swept_at"),
  sweptBytes: bytes("swept_bytes"),
});

/** Things an operator should know; one open row a cause. */
export const alerts = pgTable(
  "alerts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id").references(() => accounts.id, { onDelete: "cascade" }),
    cause: text("cause").notNull(),
    severity: text("severity", { enum: ["info", "warning", "critical"] }).notNull(),
    text: text("text").notNull(),
    count: integer("count").notNull().default(1),
    firstAt: instant("first_at").notNull().defaultNow(),
    lastAt: instant("last_at").notNull().defaultNow(),
    /** Somebody has seen it and looks after it; it stays open. */
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: text("acknowledged_by").references(() => authUsers.id, { onDelete: "set null" }),
    resolvedAt: instant("resolved_at"),
    /** When its messages to the operator were written, and those that it is over; null: not yet. */
    toldAt: instant("told_at"),
    overToldAt: instant("over_told_at"),
    /** Null where time resolved it. */
    resolvedBy: text("resolved_by").references(() => authUsers.id, { onDelete: "set null" }),
  },
  (table) => [
    index("alerts_last").on(table.lastAt, table.id),
    uniqueIndex("alerts_one_open").on(table.cause).where(sql`${table.resolvedAt} is null`),
    check("alerts_severity", sql`${table.severity} in ('info', 'warning', 'critical')`),
  ],
);

/**
 * What is to be told of an alert, one row a (news, channel), written in the transaction that notes the alert as told: each
 * channel is tried by itself until it worked. The id it is told under is made of alert and news: told again, it is known.
 */
export const alertMessages = pgTable(
  "alert_messages",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    alertId: uuid("alert_id")
      .notNull()
      .references(() => alerts.id, { onDelete: "cascade" }),
    news: text("news", { enum: ["open", "over"] }).notNull(),
    channel: text("channel", { enum: ["webhook", "email"] }).notNull(),
    state: text("state", { enum: ["pending", "sending", "sent", "failed"] })
      .notNull()
      .default("pending"),
    tries: integer("tries").notNull().default(0),
    sendAfter: instant("send_after").notNull(),
    claimedAt: instant("claimed_at"),
    sentAt: instant("sent_at"),
    failureText: text("failure_text"),
    createdAt: createdAt(),
  },
  (table) => [
    unique("alert_messages_once").on(table.alertId, table.news, table.channel),
    index("alert_messages_due").on(table.sendAfter).where(sql`${table.state} in ('pending', 'sending')`),
    check("alert_messages_state", sql`${table.state} in ('pending', 'sending', 'sent', 'failed')`),
  ],
);

/** What happened, written in the same transaction; `deliveredAt`: turned into notifications and e-mails. `lib/outbox.ts`. */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    event: text("event").notNull(),
    /** Unique name of the occurrence, so that it is told once. */
    dedupeKey: text("dedupe_key").notNull().unique(),
    payload: jsonb("payload").notNull(),
    deliveredAt: instant("delivered_at"),
    createdAt: createdAt(),
  },
  (table) => [index("outbox_undelivered").on(table.createdAt).where(sql`${table.deliveredAt} is null`)],
);

/** What the bell lists: one row an event. Seen up to a member's `notifications_seen_at`. */
export const notifications = pgTable(
  "notifications",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    /** Unique: an event is told once. */
    outboxId: uuid("outbox_id")
      .notNull()
      .unique()
      .references(() => outbox.id, { onDelete: "cascade" }),
    event: text("event").notNull(),
    title: text("title").notNull(),
    text: text("text").notNull(),
    /** Page it leads to; null where there is none. */
    href: text("href"),
    createdAt: createdAt(),
  },
  (table) => [index("notifications_account").on(table.accountId, table.createdAt)],
);

/**
 * E-mails to send. While one is `pending`, events of its `groupKey` join it: a batch of clips is one e-mail.
 * Its Message-ID is made of `id`: one sent twice, because the process died before it could note it, is known as one.
 */
export const emails = pgTable(
  "emails",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    accountId: uuid("account_id")
      .notNull()
      .references(() => accounts.id, { onDelete: "cascade" }),
    toAddress: text("to_address").notNull(),
    event: text("event").notNull(),
    groupKey: text("group_key").notNull(),
    /** `{ title, text, href }` of every event told by it. */
    items: jsonb("items").notNull(),
    state: text("state", { enum: ["pending", "sending", "sent", "failed"] })
      .notNull()
      .default("pending"),
    tries: integer("tries").notNull().default(0),
    sendAfter: instant("send_after").notNull(),
    claimedAt: instant("claimed_at"),
    sentAt: instant("sent_at"),
    failureText: text("failure_text"),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("emails_one_pending").on(table.toAddress, table.groupKey).where(sql`${table.state} = 'pending'`),
    index("emails_due").on(table.sendAfter).where(sql`${table.state} in ('pending', 'sending')`),
    check("emails_state", sql`${table.state} in ('pending', 'sending', 'sent', 'failed')`),
  ],
);
